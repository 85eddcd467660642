namespace Amazon.Lambda.Core;

/// <summary>What the caller sent along in <c>ClientContext</c> of Invoke; <c>null</c> where it sent nothing.</summary>
public interface IClientContext
{
    IDictionary<string, string> Environment { get; }
    IClientApplication Client { get; }
    IDictionary<string, string> Custom { get; }
}
