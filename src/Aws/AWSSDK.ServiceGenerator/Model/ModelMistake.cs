namespace AWSSDK.ServiceGenerator.Model;

/// <param name="Position">Offset in the model file.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record ModelMistake(int Position, string Message);
