using Xunit.Sdk;
using Xunit.v3;

// A stack is a dozen processes, so never more than two at a time; but half of what a test does is waiting for one of them.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
