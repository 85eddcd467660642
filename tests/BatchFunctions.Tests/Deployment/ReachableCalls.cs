using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace BatchFunctions.Tests.Deployment;

/// <summary>
/// Calls of AWS clients that a handler's code can reach, found by walking the compiled code: every call, every method
/// handed over as a delegate, every implementation of an interface of ours.
/// </summary>
internal static class ReachableCalls
{
    private const BindingFlags Every = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    /// <summary>As <c>IAmazonBatch.SubmitJobAsync</c>.</summary>
    public static IReadOnlySet<string> From(MethodInfo handler)
    {
        var calls = new HashSet<string>();
        var seen = new HashSet<MethodBase> { handler };
        var open = new Queue<MethodBase>([handler]);
        while (open.TryDequeue(out var method))
        {
            foreach (var next in Next(method))
            {
                if (next.DeclaringType is { IsInterface: true } client && typeof(IAmazonService).IsAssignableFrom(client))
                {
                    calls.Add($"{client.Name}.{next.Name}");
                }
                else if (next.Module == handler.Module && seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return calls;
    }

    private static IEnumerable<MethodBase> Next(MethodBase method)
    {
        if (method.GetCustomAttribute<StateMachineAttribute>() is { StateMachineType: var machine })
        {
            yield return machine.GetMethod("MoveNext", Every) ?? throw new MissingMethodException(machine.Name, "MoveNext");
        }

        foreach (var called in Called(method))
        {
            yield return called;
            if (called.Module == method.Module && called is MethodInfo { IsVirtual: true } slot)
            {
                foreach (var implementation in Implementations(slot))
                {
                    yield return implementation;
                }
            }
        }
    }

    private static IEnumerable<MethodInfo> Implementations(MethodInfo slot) =>
        slot.DeclaringType is { IsInterface: true } contract
            ? slot.Module.GetTypes().Where(type => type is { IsInterface: false } && contract.IsAssignableFrom(type))
                .Select(type => type.GetInterfaceMap(contract)).Select(map => map.TargetMethods[Array.IndexOf(map.InterfaceMethods, slot)])
            : slot.Module.GetTypes().SelectMany(type => type.GetMethods(Every)).Where(method => method != slot && method.GetBaseDefinition() == slot);

    /// <summary>The methods that a method's code names.</summary>
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = Codes[code[at] == 0xFE ? (short)((0xFE << 8) | code[at + 1]) : code[at]];
            at += operation.Size;
            if (operation.OperandType == OperandType.InlineMethod
                && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } called)
            {
                // Our own generic methods go by their definition.
                yield return called.Module == method.Module ? called.Module.ResolveMethod(called.MetadataToken) ?? called : called;
            }

            at += Length(operation, code, at);
        }
    }

    private static int Length(OpCode operation, byte[] code, int at) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
