using System.Text;
using System.Xml;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalCloud.Sts;

/// <summary>The STS endpoint: who am I, and nothing else.</summary>
internal sealed class StsService(AwsAccount account) : IAwsService
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    public string SigningName => "sts";

    public async Task HandleAsync(HttpContext context)
    {
        var body = await RequestReader.ReadBodyAsync(context, 64 * 1024);
        var parameters = QueryHelpers.ParseQuery(HttpMethods.IsGet(context.Request.Method) ? context.Request.QueryString.Value : Encoding.UTF8.GetString(body));
        var action = parameters.GetValueOrDefault("Action").ToString();
        if (action != "GetCallerIdentity")
        {
            throw new AwsException("InvalidAction", $"The action {(action.Length == 0 ? "(none)" : action)} is not supported by the local STS. It has GetCallerIdentity.");
        }

        var answer = Answer(context.TraceIdentifier);
        context.Response.ContentType = "text/xml";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private byte[] Answer(string requestId)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement("GetCallerIdentityResponse", Namespace);
            xml.WriteStartElement("GetCallerIdentityResult", Namespace);
            xml.WriteElementString("Arn", Namespace, $"arn:aws:iam::{account.AccountId}:user/local");
            xml.WriteElementString("UserId", Namespace, "AIDALOCALLOCALLOCALL");
            xml.WriteElementString("Account", Namespace, account.AccountId);
            xml.WriteEndElement();
            xml.WriteStartElement("ResponseMetadata", Namespace);
            xml.WriteElementString("RequestId", Namespace, requestId);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }
}
