using System.Text;
using System.Xml;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace LocalCloud.Sts;

/// <summary>The STS endpoint: who am I, and sessions of roles.</summary>
internal sealed class StsService(Sessions sessions, TimeProvider time) : IAwsService
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    private const int LongestBody = 64 * 1024;

    public string SigningName => "sts";

    /// <summary>AWS: who one is, everybody may ask, whatever the policies say (API_GetCallerIdentity).</summary>
    public IReadOnlyList<Demand> Demands(ServiceCall call)
    {
        var parameters = Parameters(call.Context, (call.Context.Request.Body as MemoryStream)?.ToArray() ?? []);

        return parameters.GetValueOrDefault("Action") != "AssumeRole" ? [] :
        [
            new Demand("sts:AssumeRole", parameters.GetValueOrDefault("RoleArn").ToString())
                .With("sts:RoleSessionName", parameters.GetValueOrDefault("RoleSessionName").AsEnumerable())
                .With("sts:ExternalId", parameters.GetValueOrDefault("ExternalId").AsEnumerable()),
        ];
    }

    public async Task HandleAsync(HttpContext context)
    {
        var parameters = Parameters(context, await RequestReader.ReadBodyAsync(context, LongestBody));
        var caller = context.Features.GetRequiredFeature<Caller>();
        var action = parameters.GetValueOrDefault("Action").ToString();
        Action<XmlWriter> result = action switch
        {
            "GetCallerIdentity" => xml => WriteIdentity(xml, caller),
            "AssumeRole" => AssumeRole.Run(parameters, caller, sessions, time.GetUtcNow()),
            _ => throw new AwsException(
                "InvalidAction", $"The action {(action.Length == 0 ? "(none)" : action)} is not supported by the local STS. It has GetCallerIdentity and AssumeRole."),
        };
        var answer = Answer(context.TraceIdentifier, action, result);
        context.Response.ContentType = "text/xml";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    public static void Element(XmlWriter xml, string name, string value) => xml.WriteElementString(name, Namespace, value);

    public static void Start(XmlWriter xml, string name) => xml.WriteStartElement(name, Namespace);

    private static Dictionary<string, StringValues> Parameters(HttpContext context, byte[] body) =>
        QueryHelpers.ParseQuery(HttpMethods.IsGet(context.Request.Method) ? context.Request.QueryString.Value : Encoding.UTF8.GetString(body));

    private static void WriteIdentity(XmlWriter xml, Caller caller)
    {
        Element(xml, "Arn", caller.Arn);
        Element(xml, "UserId", caller.UserId);
        Element(xml, "Account", caller.Account);
    }

    private static byte[] Answer(string requestId, string action, Action<XmlWriter> result)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false) }))
        {
            Start(xml, action + "Response");
            Start(xml, action + "Result");
            result(xml);
            xml.WriteEndElement();
            Start(xml, "ResponseMetadata");
            Element(xml, "RequestId", requestId);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }
}
