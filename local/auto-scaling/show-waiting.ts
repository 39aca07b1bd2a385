/** An innermost list member: an instance has none inside. */
const MEMBER = /<member>(?:(?!<member>).)*?<\/member>/gs;

/** moto's answer, with the instances that wait for a launch hook as AWS shows them. */
export async function showWaiting(
  xml: string,
  waits: (instanceId: string) => Promise<boolean>,
): Promise<string> {
  const ids = new Set(Array.from(xml.matchAll(/<InstanceId>(.*?)<\/InstanceId>/g), ([, id = ""]) => id));
  const asked = await Promise.all([...ids].map(async (id) => ((await waits(id)) ? id : undefined)));
  return xml.replaceAll(MEMBER, (member) => {
    const id = /<InstanceId>(.*?)<\/InstanceId>/.exec(member)?.[1];
    if (id === undefined || !asked.includes(id)) return member;
    return member.replace(/<LifecycleState>InService</, "<LifecycleState>Pending:Wait<");
  });
}
