/** What a place in a task definition may hold, by name: nothing that has names of ours (`true`), or more of the kind. Lists are as their items. */
export interface Parameters {
  readonly [name: string]: Parameters | true;
}

const all = (names: string): Parameters => Object.fromEntries(names.split(" ").map((name) => [name, true]));

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, of 2026-11. */
export const containerParameters: Parameters = {
  ...all("name image cpu memory memoryReservation links essential entryPoint command startTimeout stopTimeout versionConsistency hostname"),
  ...all("user workingDirectory disableNetworking privileged readonlyRootFilesystem dnsServers dnsSearchDomains dockerSecurityOptions"),
  ...all("interactive pseudoTerminal dockerLabels credentialSpecs"),
  repositoryCredentials: all("credentialsParameter"),
  portMappings: all("containerPort hostPort protocol name appProtocol containerPortRange"),
  restartPolicy: all("enabled ignoredExitCodes restartAttemptPeriod"),
  environment: all("name value"),
  environmentFiles: all("value type"),
  mountPoints: all("sourceVolume containerPath readOnly"),
  volumesFrom: all("sourceContainer readOnly"),
  linuxParameters: {
    ...all("initProcessEnabled maxSwap sharedMemorySize swappiness"),
    capabilities: all("add drop"),
    devices: all("hostPath containerPath permissions"),
    tmpfs: all("containerPath size mountOptions"),
  },
  secrets: all("name valueFrom"),
  dependsOn: all("containerName condition"),
  extraHosts: all("hostname ipAddress"),
  ulimits: all("name softLimit hardLimit"),
  logConfiguration: { ...all("logDriver options"), secretOptions: all("name valueFrom") },
  healthCheck: all("command interval timeout retries startPeriod"),
  systemControls: all("namespace value"),
  resourceRequirements: all("type value"),
  firelensConfiguration: all("type options"),
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html, with what is printed of one that is registered. */
export const taskParameters: Parameters = {
  ...all("family containerDefinitions taskRoleArn executionRoleArn networkMode requiresCompatibilities cpu memory tags pidMode ipcMode"),
  ...all("enableFaultInjection inferenceAccelerators proxyConfiguration taskDefinitionArn revision status requiresAttributes compatibilities"),
  ...all("registeredAt registeredBy deregisteredAt deleteRequestedAt"),
  ephemeralStorage: all("sizeInGiB"),
  runtimePlatform: all("cpuArchitecture operatingSystemFamily"),
  placementConstraints: all("type expression"),
  volumes: {
    ...all("name configuredAtLaunch fsxWindowsFileServerVolumeConfiguration s3filesVolumeConfiguration S3FilesVolumeConfiguration"),
    host: all("sourcePath"),
    dockerVolumeConfiguration: all("scope autoprovision driver driverOpts labels"),
    efsVolumeConfiguration: {
      ...all("fileSystemId rootDirectory transitEncryption transitEncryptionPort"),
      authorizationConfig: all("accessPointId iam"),
    },
  },
};
