import { Lazy, Tokenization } from "cdktf";

test("a token keeps no stack trace", () => {
  const token = Lazy.stringValue({ produce: () => "" });
  expect(Tokenization.reverseString(token).firstToken?.creationStack).toEqual([]);
});
