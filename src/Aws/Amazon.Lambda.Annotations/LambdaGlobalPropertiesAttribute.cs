namespace Amazon.Lambda.Annotations;

/// <summary>What holds for every function of the assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public class LambdaGlobalPropertiesAttribute : Attribute
{
    /// <summary>Whether a <c>Main</c> is generated that runs the handler named by <c>ANNOTATIONS_HANDLER</c>.</summary>
    public bool GenerateMain { get; set; }

    /// <summary>Such as <c>provided.al2023</c>.</summary>
    public string Runtime { get; set; }
}
