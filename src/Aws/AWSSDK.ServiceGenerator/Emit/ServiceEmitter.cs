using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>All files of one service.</summary>
internal static class ServiceEmitter
{
    public static IEnumerable<SourceFile> Emit(ServiceModel model)
    {
        var types = new Types(model);

        return
        [
            .. Shapes(model, types),
            .. model.HasClient ? Client(model, types) : [],
            new ServerEmitter(model, types).Emit(),
        ];
    }

    private static IEnumerable<SourceFile> Client(ServiceModel model, Types types) =>
    [
        .. new ExceptionEmitter(model).Emit(),
        .. new PaginatorEmitter(model, types).Emit(),
        new InterfaceEmitter(model).EmitInterface(),
        new InterfaceEmitter(model).EmitRequest(),
        new CallsEmitter(model, types).Emit(),
        new ClientEmitter(model).Emit(),
        new ConfigEmitter(model).Emit(),
    ];

    private static IEnumerable<SourceFile> Shapes(ServiceModel model, Types types)
    {
        var structures = new StructureEmitter(model, types);
        var constants = new ConstantEmitter(model);
        var json = new JsonEmitter(model, types, new CheckEmitter(model, types));
        foreach (var shape in model.Shapes.Where(shape => !shape.IsException))
        {
            if (shape.IsEnum)
            {
                yield return constants.Emit(shape);
                yield return constants.EmitJson(shape);
            }
            else if (shape.Kind == ShapeKind.Structure)
            {
                yield return structures.Emit(shape);
                yield return json.Emit(shape);
            }
        }
    }
}
