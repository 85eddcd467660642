using System.Globalization;
using System.Reflection;

namespace Aws.Tests.Lambda.Surface;

/// <summary>Writes an assembly's public types as the facts file writes them: a heading and a line a member.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Lines by type; the key is the type's full name as the facts file has it.</summary>
    public static Dictionary<string, List<string>> Of(Assembly assembly) =>
        assembly.GetTypes().Where(IsVisible).ToDictionary(type => TypeName.Full(type), Members);

    private static bool IsVisible(Type type) => type.IsNested ? type.IsNestedPublic && IsVisible(type.DeclaringType!) : type.IsPublic;

    private static List<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return [.. Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")];
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [Line(type.GetMethod("Invoke")!)];
        }

        return
        [
            .. type.GetConstructors(Declared).Where(IsVisible).Where(constructor => !constructor.IsStatic).Select(constructor => $"ctor({Parameters(constructor)})"),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Line),
            .. type.GetMethods(Declared).Where(IsVisible).Where(method => !method.IsSpecialName).Select(Line),
        ];
    }

    /// <summary>Public, or protected in a class that can be derived from.</summary>
    private static bool IsVisible(MethodBase member) => member.IsPublic || member.IsFamily || member.IsFamilyOrAssembly;

    private static string Line(PropertyInfo property)
    {
        var getter = property.GetMethod is { } get && IsVisible(get) ? "get; " : "";
        var setter = property.SetMethod is { } set && IsVisible(set) ? "set; " : "";
        var isStatic = property.GetAccessors(nonPublic: true)[0].IsStatic ? " static" : "";
        return $"{TypeName.Short(property.PropertyType)} {property.Name} {{ {getter}{setter}}}{isStatic}";
    }

    private static string Line(MethodInfo method)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(',', method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{(method.IsStatic ? "static " : "")}{TypeName.Short(method.ReturnType)} {method.Name}{generics}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var type = parameter.ParameterType.IsByRef ? $"ref {TypeName.Short(parameter.ParameterType.GetElementType()!)}" : TypeName.Short(parameter.ParameterType);
        var value = parameter.HasDefaultValue
            ? $" = {(parameter.DefaultValue is null ? "null" : Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture))}"
            : "";
        return $"{type} {parameter.Name}{value}";
    }
}
