namespace Amazon.Lambda.Core;

/// <summary>The Amazon Cognito identity that invoked the function; both ids are <c>null</c> for other callers.</summary>
public interface ICognitoIdentity
{
    string IdentityId { get; }
    string IdentityPoolId { get; }
}
