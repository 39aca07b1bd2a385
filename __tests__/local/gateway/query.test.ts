import { nest } from "../../../local/gateway/query";
import { queryResponse } from "../../../local/gateway/xml";

describe("nest", () => {
  it("puts lists and structures of the query protocol together", () => {
    expect(
      nest({ Action: "A", "Tags.member.1.Key": "a", "Tags.member.2.Key": "b", "Config.Size": "2" }),
    ).toEqual({ Action: "A", Tags: [{ Key: "a" }, { Key: "b" }], Config: { Size: "2" } });
  });

  it("takes EC2's lists, which have no member, in the order of their numbers", () => {
    expect(nest({ "Tag.10.Key": "j", "Tag.2.Key": "b" })).toEqual({ Tag: [{ Key: "b" }, { Key: "j" }] });
  });
});

describe("queryResponse", () => {
  it("writes lists as members, escapes text and leaves out what is undefined", () => {
    const { body } = queryResponse("DescribeX", { Xs: [{ Name: "a&b" }], None: undefined, At: new Date(0) });
    expect(body).toContain(
      "<DescribeXResult><Xs><member><Name>a&amp;b</Name></member></Xs><At>1970-01-01T00:00:00.000Z</At></DescribeXResult>",
    );
  });
});
