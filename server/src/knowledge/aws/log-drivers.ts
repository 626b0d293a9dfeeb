/** Drivers that take a container's log, by who takes them: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
const ofHosts = ["json-file", "syslog", "journald", "gelf", "fluentd"];
const ofFargate = ["awslogs", "splunk", "awsfirelens"];

/** All that ECS knows. */
export const logDrivers: readonly string[] = [...ofHosts, ...ofFargate];
/** Does ECS know it, and Fargate refuse it? */
export const needsHost = (driver: string): boolean => ofHosts.includes(driver);
