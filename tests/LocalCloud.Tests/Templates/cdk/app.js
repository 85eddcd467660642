// Apps of the CDK as people write them with AWS Batch. Writes one template each into the folder that is given.
const { App, Stack, Duration, Size, RemovalPolicy } = require('aws-cdk-lib');
const batch = require('aws-cdk-lib/aws-batch');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const efs = require('aws-cdk-lib/aws-efs');
const ecr = require('aws-cdk-lib/aws-ecr');
const events = require('aws-cdk-lib/aws-events');
const targets = require('aws-cdk-lib/aws-events-targets');
const iam = require('aws-cdk-lib/aws-iam');
const sqs = require('aws-cdk-lib/aws-sqs');
const scheduler = require('aws-cdk-lib/aws-scheduler');
const fs = require('fs');
const path = require('path');

const image = ecs.ContainerImage.fromRegistry('busybox');

const apps = {
  // The plainest: a network, Fargate, one definition.
  'cdk-fargate': stack => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    new batch.JobQueue(stack, 'Queue', { jobQueueName: 'q', computeEnvironments: [{ order: 1, computeEnvironment: new batch.FargateComputeEnvironment(stack, 'Environment', { vpc, spot: true }) }] });
    new batch.EcsJobDefinition(stack, 'Definition', {
      jobDefinitionName: 'd',
      retryAttempts: 2,
      timeout: Duration.minutes(10),
      retryStrategies: [batch.RetryStrategy.of(batch.Action.EXIT, batch.Reason.CANNOT_PULL_CONTAINER)],
      container: new batch.EcsFargateContainerDefinition(stack, 'Container', { image, cpu: 0.25, memory: Size.mebibytes(512), command: ['true'], environment: { STAGE: stack.stackName } }),
    });
  },
  // EC2 with a scheduling policy, an image of a repository, a file system, and a rule whose target is the queue.
  'cdk-rule': stack => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const policy = new batch.FairshareSchedulingPolicy(stack, 'Policy', { schedulingPolicyName: 'fair', shareDecay: Duration.minutes(10), shares: [{ shareIdentifier: 'red', weightFactor: 1 }] });
    new batch.JobQueue(stack, 'Fair', { jobQueueName: 'fair', schedulingPolicy: policy, computeEnvironments: [{ order: 1, computeEnvironment: new batch.ManagedEc2EcsComputeEnvironment(stack, 'Spot', { vpc, spot: true, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }) }] });
    const queue = new batch.JobQueue(stack, 'Queue', { jobQueueName: 'q', priority: 10, computeEnvironments: [{ order: 1, computeEnvironment: new batch.ManagedEc2EcsComputeEnvironment(stack, 'Environment', { vpc, maxvCpus: 8, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }) }] });
    const files = new efs.FileSystem(stack, 'Files', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, removalPolicy: RemovalPolicy.DESTROY });
    const definition = new batch.EcsJobDefinition(stack, 'Definition', {
      jobDefinitionName: 'd',
      parameters: { word: 'nothing' },
      container: new batch.EcsEc2ContainerDefinition(stack, 'Container', {
        image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository')), cpu: 1, memory: Size.mebibytes(128), command: ['test', 'Ref::word', '=', 'hello'],
        volumes: [batch.EcsVolume.efs({ name: 'files', fileSystem: files, containerPath: '/files' })],
        ulimits: [{ name: batch.UlimitName.NOFILE, softLimit: 1024, hardLimit: 4096 }],
      }),
    });
    new events.Rule(stack, 'Ordered', {
      eventPattern: { source: ['shop'] },
      targets: [new targets.BatchJob(queue.jobQueueArn, queue, definition.jobDefinitionArn, definition, {
        jobName: 'ordered', attempts: 2, deadLetterQueue: new sqs.Queue(stack, 'Dead'),
        event: events.RuleTargetInput.fromObject({ Parameters: { word: events.EventField.fromPath('$.detail.word') } }),
      })],
    });
    new events.Rule(stack, 'Nightly', { schedule: events.Schedule.cron({ minute: '0', hour: '2' }), targets: [new targets.BatchJob(queue.jobQueueArn, queue, definition.jobDefinitionArn, definition)] });
  },
  // A schedule in a time zone, several nodes, and the classes that are CloudFormation's own.
  'cdk-schedule': stack => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    const environment = new batch.ManagedEc2EcsComputeEnvironment(stack, 'Environment', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, instanceClasses: [ec2.InstanceClass.M5] });
    const queue = new batch.JobQueue(stack, 'Queue', { jobQueueName: 'q', computeEnvironments: [{ order: 1, computeEnvironment: environment }] });
    new batch.MultiNodeJobDefinition(stack, 'Definition', {
      jobDefinitionName: 'd',
      containers: [{ startNode: 0, endNode: 1, container: new batch.EcsEc2ContainerDefinition(stack, 'Container', { image, cpu: 1, memory: Size.mebibytes(64), command: ['true'] }) }],
    });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['batch:SubmitJob'], resources: ['*'] }));
    new scheduler.CfnSchedule(stack, 'Morning', {
      flexibleTimeWindow: { mode: 'OFF' }, scheduleExpression: 'cron(30 7 ? * MON-FRI *)', scheduleExpressionTimezone: 'Europe/Berlin',
      target: { arn: 'arn:aws:scheduler:::aws-sdk:batch:submitJob', roleArn: role.roleArn, input: stack.toJsonString({ JobName: 'morning', JobQueue: queue.jobQueueArn, JobDefinition: 'd' }) },
    });
  },
};

const out = process.argv[2];
for (const [name, build] of Object.entries(apps)) {
  // Without a list of what was used, which is compressed and changes with each version.
  const app = new App({ outdir: path.join(out, name), analyticsReporting: false });
  build(new Stack(app, name));
  app.synth();
  fs.copyFileSync(path.join(out, name, `${name}.template.json`), path.join(out, `${name}.json`));
}
