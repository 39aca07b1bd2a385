// Stands in for systemctl on an instance: hands the command line to the fleet, which runs the services.
// systemctl.mjs <url of the instance's service manager> <verb> <unit>…
const [url, ...args] = process.argv.slice(2);
const response = await fetch(url, { method: "POST", body: JSON.stringify(args) });
const { code, output } = await response.json();
(code === 0 ? process.stdout : process.stderr).write(output);
process.exitCode = code;
