using System.Text.Json.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>An HTTP API request in payload format 2.0; nested as the official package nests it.</summary>
public class APIGatewayHttpApiV2ProxyRequest
{
    [JsonPropertyName("version")]
    public string Version { get; set; }

    [JsonPropertyName("routeKey")]
    public string RouteKey { get; set; }

    [JsonPropertyName("rawPath")]
    public string RawPath { get; set; }

    [JsonPropertyName("rawQueryString")]
    public string RawQueryString { get; set; }

    [JsonPropertyName("cookies")]
    public string[] Cookies { get; set; }

    /// <summary>By lower-case name; several values of one header are separated by commas.</summary>
    [JsonPropertyName("headers")]
    public IDictionary<string, string> Headers { get; set; }

    /// <summary>Several values of one parameter are separated by commas; <c>null</c> where there is no query string.</summary>
    [JsonPropertyName("queryStringParameters")]
    public IDictionary<string, string> QueryStringParameters { get; set; }

    [JsonPropertyName("requestContext")]
    public ProxyRequestContext RequestContext { get; set; }

    [JsonPropertyName("body")]
    public string Body { get; set; }

    [JsonPropertyName("pathParameters")]
    public IDictionary<string, string> PathParameters { get; set; }

    [JsonPropertyName("isBase64Encoded")]
    public bool IsBase64Encoded { get; set; }

    [JsonPropertyName("stageVariables")]
    public IDictionary<string, string> StageVariables { get; set; }

    /// <summary>The API, the route, and who called it.</summary>
    public class ProxyRequestContext
    {
        [JsonPropertyName("accountId")]
        public string AccountId { get; set; }

        [JsonPropertyName("apiId")]
        public string ApiId { get; set; }

        [JsonPropertyName("authorizer")]
        public AuthorizerDescription Authorizer { get; set; }

        [JsonPropertyName("domainName")]
        public string DomainName { get; set; }

        [JsonPropertyName("domainPrefix")]
        public string DomainPrefix { get; set; }

        [JsonPropertyName("http")]
        public HttpDescription Http { get; set; }

        [JsonPropertyName("requestId")]
        public string RequestId { get; set; }

        [JsonPropertyName("routeId")]
        public string RouteId { get; set; }

        [JsonPropertyName("routeKey")]
        public string RouteKey { get; set; }

        [JsonPropertyName("stage")]
        public string Stage { get; set; }

        [JsonPropertyName("time")]
        public string Time { get; set; }

        /// <summary>Milliseconds since 1970.</summary>
        [JsonPropertyName("timeEpoch")]
        public long TimeEpoch { get; set; }

        [JsonPropertyName("authentication")]
        public ProxyRequestAuthentication Authentication { get; set; }
    }

    /// <summary>Method, path and caller.</summary>
    public class HttpDescription
    {
        [JsonPropertyName("method")]
        public string Method { get; set; }

        [JsonPropertyName("path")]
        public string Path { get; set; }

        [JsonPropertyName("protocol")]
        public string Protocol { get; set; }

        [JsonPropertyName("sourceIp")]
        public string SourceIp { get; set; }

        [JsonPropertyName("userAgent")]
        public string UserAgent { get; set; }
    }

    /// <summary>What the route's authorizer found out; one of the three is set.</summary>
    public class AuthorizerDescription
    {
        [JsonPropertyName("jwt")]
        public JwtDescription Jwt { get; set; }

        [JsonPropertyName("lambda")]
        public IDictionary<string, object> Lambda { get; set; }

        [JsonPropertyName("iam")]
        public IAMDescription IAM { get; set; }

        /// <summary>The claims and scopes of a JSON web token.</summary>
        public class JwtDescription
        {
            [JsonPropertyName("claims")]
            public IDictionary<string, string> Claims { get; set; }

            [JsonPropertyName("scopes")]
            public string[] Scopes { get; set; }
        }

        /// <summary>The identity that signed the request.</summary>
        public class IAMDescription
        {
            [JsonPropertyName("accessKey")]
            public string AccessKey { get; set; }

            [JsonPropertyName("accountId")]
            public string AccountId { get; set; }

            [JsonPropertyName("callerId")]
            public string CallerId { get; set; }

            [JsonPropertyName("cognitoIdentity")]
            public CognitoIdentityDescription CognitoIdentity { get; set; }

            [JsonPropertyName("principalOrgId")]
            public string PrincipalOrgId { get; set; }

            [JsonPropertyName("userArn")]
            public string UserARN { get; set; }

            [JsonPropertyName("userId")]
            public string UserId { get; set; }
        }

        /// <summary>The Amazon Cognito identity behind the signature.</summary>
        public class CognitoIdentityDescription
        {
            [JsonPropertyName("amr")]
            public IList<string> AMR { get; set; }

            [JsonPropertyName("identityId")]
            public string IdentityId { get; set; }

            [JsonPropertyName("identityPoolId")]
            public string IdentityPoolId { get; set; }
        }
    }

    /// <summary>Set with mutual TLS only.</summary>
    public class ProxyRequestAuthentication
    {
        [JsonPropertyName("clientCert")]
        public ProxyRequestClientCert ClientCert { get; set; }
    }

    /// <summary>The caller's certificate.</summary>
    public class ProxyRequestClientCert
    {
        [JsonPropertyName("clientCertPem")]
        public string ClientCertPem { get; set; }

        [JsonPropertyName("subjectDN")]
        public string SubjectDN { get; set; }

        [JsonPropertyName("issuerDN")]
        public string IssuerDN { get; set; }

        [JsonPropertyName("serialNumber")]
        public string SerialNumber { get; set; }

        [JsonPropertyName("validity")]
        public ClientCertValidity Validity { get; set; }
    }

    /// <summary>From when to when a certificate holds.</summary>
    public class ClientCertValidity
    {
        [JsonPropertyName("notBefore")]
        public string NotBefore { get; set; }

        [JsonPropertyName("notAfter")]
        public string NotAfter { get; set; }
    }
}
