using Xunit.Sdk;
using Xunit.v3;

// Every test class starts stacks of its own, each with a dozen processes: one after the other is faster than all at once.
[assembly: Parallelization(Mode = ParallelMode.None)]
