import { answer } from "../models/answer";
import { AwsError, type ServiceRequest, type ServiceResponse } from "./service";

/** How a whole client of an SDK declares an operation, in the last of its forms. */
type Sends<Input, Output> = (
  input: Input,
  options: never,
  callback: (error: never, output?: Output) => void,
) => void;

/** A decoded and checked input: what the model requires is there, at every depth. */
export type Given<T> = T extends Date | Uint8Array | ((...args: never[]) => unknown)
  ? T
  : T extends object
    ? { [Name in keyof T]: Given<Exclude<T[Name], undefined>> }
    : T;

/** Operations of a service by name, inputs and outputs as its whole SDK client (`CodeDeploy`, `SFN`) has them. */
export type Operations<Client> = {
  readonly [
    Name in keyof Client & string as Client[Name] extends Sends<never, unknown> ? Capitalize<Name> : never
  ]?: Client[Name] extends Sends<infer Input, infer Output>
    ? (
        input: Given<Input>,
        request: ServiceRequest,
      ) => Omit<Output, "$metadata"> | Promise<Omit<Output, "$metadata">>
    : never;
};

type Operation = (input: never, request: ServiceRequest) => object | Promise<object>;

/** Answers by the operation of the request's name; one that is not there is an error that names it. */
export async function perform(operations: object, request: ServiceRequest): Promise<ServiceResponse> {
  const { service, operation = "", parameters } = request;
  const found = (operations as Readonly<Record<string, Operation | undefined>>)[operation];
  if (!found) throw new AwsError("UnknownOperationException", `local AWS has no ${service}:${operation}`);
  return answer(request, await found(parameters as never, request));
}

/** Refuses what an operation is asked beside what local AWS plays, so that nobody misses it. */
export function refuseOthers(others: object): void {
  const names = Object.keys(others);
  if (names.length > 0)
    throw new AwsError("LocalAwsFailure", `local AWS does not simulate ${names.join(", ")}`);
}
