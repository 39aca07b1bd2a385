/**
 * CDKTF keeps a whole stack trace for each of its tokens, for errors that hardly ever come, and nothing turns that off:
 * a fifth of a big synth, and half of one under jest, which maps every line to its source.
 */
require("cdktf/lib/tokens/private/stack-trace").captureStackTrace = () => [];
