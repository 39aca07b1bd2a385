/** Where CodePipeline lays a pipeline's artifacts: it cuts the name to 20 characters. */
export function artifactPrefix(pipeline: string): string {
  return `${pipeline.slice(0, 20)}/`;
}
