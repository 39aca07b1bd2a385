import { queryResponse } from "../../../local/gateway/xml";

describe("queryResponse", () => {
  it("writes lists as members, escapes text and leaves out what is undefined", () => {
    const { body } = queryResponse("DescribeX", { Xs: [{ Name: "a&b" }], None: undefined, At: new Date(0) });
    expect(body).toContain(
      "<DescribeXResult><Xs><member><Name>a&amp;b</Name></member></Xs><At>1970-01-01T00:00:00.000Z</At></DescribeXResult>",
    );
  });
});
