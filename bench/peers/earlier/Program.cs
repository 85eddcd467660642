// What each piece of work costs, a line each: the tree's template says how many messages an invocation gets.
using Bench.Costs;

if (args is not [var tree])
{
    Console.Error.WriteLine("Usage: Bench TREE");
    return 2;
}

await using var stack = await MeteredStack.StartAsync(tree);
foreach (var (work, usage) in await stack.CountAllAsync())
{
    Console.WriteLine($"{work} {usage.ToText()}");
}

return 0;
