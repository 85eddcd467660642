using System.Net;
using LocalCloud.Iam;
using LocalCloud.Mishaps;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Gateway;

/// <summary>Lets a request in or not, and finds the service that it is for.</summary>
internal sealed class Gate(GatewayOptions options)
{
    /// <summary>The longest body of any service but S3; DynamoDB's batches are the longest there are, with 16 MB.</summary>
    public const int MaximumBody = 17 * 1024 * 1024;

    // Not S3: whoever repeats an upload makes another version of the object, and another manifest of it.
    private static readonly string[] Closable = ["batch", "dynamodb", "sqs", "events"];

    private readonly Dictionary<string, IAwsService> _services = options.Services.ToDictionary(service => service.SigningName, StringComparer.Ordinal);
    private readonly RequestVerifier _verifier = new(new(options.Credentials, options.Account, options.Sessions) { Given = options.Given });
    private readonly ILogger<Gate> _log = options.Logs.CreateLogger<Gate>();
    private readonly Refusals _refusals = new(options.Time, options.Logs.CreateLogger<Gate>());
    private readonly ILogger<Access> _accessLog = options.Logs.CreateLogger<Access>();
    private volatile bool _isReady;

    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>The port that Host headers must name; known once the server listens.</summary>
    public int Port { get; set; }

    public async Task HandleAsync(HttpContext context)
    {
        EarlyAnswer.Guard(context);
        var requestId = options.NewId().ToString();
        context.TraceIdentifier = requestId;
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        var port = Port == 0 ? context.Connection.LocalPort : Port;

        var isFromContainer = options.LetsContainersIn && LoopbackGuard.IsContainersHost(context.Request.Headers.Host, port);
        // Whoever comes by the bridge is a container, whatever name it gives.
        var isByBridge = !IPAddress.IsLoopback(context.Connection.LocalIpAddress ?? IPAddress.Loopback);
        var isOwnHost = isFromContainer || (!isByBridge && LoopbackGuard.IsOwnHost(context.Request.Headers.Host, port));
        if (!isOwnHost && (isByBridge || !LoopbackGuard.IsBucketHost(context.Request.Headers.Host, port)))
        {
            await RefuseAsync(context, "The Host header must be 127.0.0.1 or localhost, or for S3 a bucket's name below it, with this port.");
        }
        else if (!LoopbackGuard.IsOwnOrigin(context.Request.Headers.Origin, port) || (!LoopbackGuard.IsOwnFetch(context.Request.Headers["Sec-Fetch-Site"]) && !IsPresigned(context.Request)))
        {
            await RefuseAsync(context, "Web pages of other origins are not let in.");
        }
        else if (context.Request.Path == "/health" && isOwnHost && !isFromContainer && !context.Request.Headers.ContainsKey("Authorization"))
        {
            await HealthAsync(context);
        }
        else if (options.Unsigned is { } unsigned && unsigned.Serves(context.Request))
        {
            await unsigned.HandleAsync(context);
        }
        else
        {
            await AnswerAsync(context, isOwnHost, isFromContainer);
        }
    }

    private static async ValueTask<bool> IsLetInAsync(IPeers peers, ConnectionInfo connection) =>
        connection is { RemoteIpAddress: { } peer, LocalIpAddress: { } own }
        && await peers.RefusalAsync(new(peer, connection.RemotePort), new(own, connection.LocalPort)) is null;

    /// <summary>Whoever has the URL has been given it: pages show pictures by such ones.</summary>
    private static bool IsPresigned(HttpRequest request) => request.Query.ContainsKey("X-Amz-Signature");

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain";

        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }

    private Task HealthAsync(HttpContext context)
    {
        context.Response.StatusCode = IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";

        return context.Response.WriteAsync(IsReady ? """{"status":"ready"}""" : """{"status":"starting"}""", context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, bool isOwnHost, bool isFromContainer)
    {
        var protocol = AwsErrors.Guess(context.Request);
        try
        {
            var facts = RequestReader.FactsOf(context);
            var signature = RequestSignature.Parse(name => facts.Headers.GetValueOrDefault(name), facts.RawQuery)
                ?? throw new SignatureException(SignatureFault.Missing, "Missing Authentication Token: the request is not signed. The local keys are printed at start.");
            // A client of a service that we do not have still wants its error in a form it can read.
            protocol = _services.ContainsKey(signature.Scope.Service) ? AwsErrors.ProtocolOf(signature.Scope.Service) : protocol;
            if (!isOwnHost && signature.Scope.Service != "s3")
            {
                throw new AwsException("AccessDenied", "Names below localhost are S3's buckets; call other services at 127.0.0.1 or localhost.", StatusCodes.Status403Forbidden);
            }

            var (key, caller) = _verifier.CheckCaller(signature, options.Time.GetUtcNow());
            if (isFromContainer && caller.RoleArn is null)
            {
                throw new AwsException("AccessDenied", $"At {LoopbackGuard.ContainersName} the stack serves sessions of jobs, not the operator's keys; call it at 127.0.0.1.", StatusCodes.Status403Forbidden);
            }

            if (options.Given is { } given && given.Signs(signature) && !await IsLetInAsync(given.Users, context.Connection))
            {
                throw new AwsException("AccessDenied", "The keys of --keys are for processes of the user who started the local stack; others need the keys that it prints.", StatusCodes.Status403Forbidden);
            }

            context.Features.Set(caller);
            await (signature.Scope.Service == "s3" ? CheckS3(context, facts, signature, key) : CheckAsync(context, facts, signature, key));
            CheckAccess(context, caller, signature.Scope);
            await ServeAsync(context, signature.Scope.Service);
        }
        catch (SignatureException refused)
        {
            _refusals.Tell(context.TraceIdentifier, refused.Fault, refused.Message);
            await AwsErrors.WriteAsync(context, protocol, refused.In(protocol));
        }
        catch (AwsException refused)
        {
            await AwsErrors.WriteAsync(context, protocol, refused);
        }
        catch (BadHttpRequestException malformed)
        {
            await AwsErrors.WriteAsync(context, protocol, new("InvalidRequest", malformed.Message, malformed.StatusCode));
        }
        catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException
            || (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
        {
            // The client has gone: nobody is left to answer.
        }
        catch (Exception bug)
        {
            _log.Failed(context.TraceIdentifier, context.Request.Method, context.Request.Path, bug);
            await AwsErrors.WriteAsync(context, protocol, new("InternalError", $"The local stack failed on request {context.TraceIdentifier}: {bug.Message}", 500));
        }
    }

    private async Task ServeAsync(HttpContext context, string signingName)
    {
        var closing = IsReady && Closable.Contains(signingName) && !IsAdministrative(context.Request.Path) ? options.Chaos?.Closes() : null;
        if (closing is not (Closing.Before or Closing.After))
        {
            await Find(signingName, context.Request.Path).HandleAsync(context);
            return;
        }

        try
        {
            if (closing == Closing.After)
            {
                // It is carried out, and what it answers goes nowhere.
                context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
                await Find(signingName, context.Request.Path).HandleAsync(context);
            }
        }
        finally
        {
            context.Abort();
        }
    }

    private static bool IsAdministrative(PathString path) => path.StartsWithSegments("/_localcloud", StringComparison.Ordinal);

    private IAwsService Find(string signingName, PathString path)
    {
        var service = _services.GetValueOrDefault(signingName) ?? throw new AwsException(
            "UnknownService", $"The local stack has no service '{signingName}'. It has {string.Join(", ", _services.Keys.Order(StringComparer.Ordinal))}.");

        // AWS: Batch answers 429 TooManyRequestsException when an account calls too often. The administrative calls are none of its own.
        return signingName == "batch" && !IsAdministrative(path) && options.Chaos?.Throttles() == true
            ? throw new AwsException("TooManyRequestsException", "Too Many Requests (chaos)", StatusCodes.Status429TooManyRequests)
            : service;
    }

    private void CheckAccess(HttpContext context, Caller caller, CredentialScope scope)
    {
        var access = Access.Of(context, options.Roles, caller, scope, options.Time.GetUtcNow(), _accessLog);
        context.Features.Set(access);
        if (!access.IsUnlimited && _services.GetValueOrDefault(scope.Service) is { } service)
        {
            access.Check(service.Demands(new(context, options.Account, (context.Request.Body as MemoryStream)?.ToArray())));
        }
    }

    // Everything but S3: the body is short, and its hash is part of what was signed.
    private static async Task CheckAsync(HttpContext context, RequestFacts facts, RequestSignature signature, SigningKey key)
    {
        var body = await RequestReader.ReadBodyAsync(context, MaximumBody);
        RequestVerifier.CheckSignature(facts, signature, key, RequestVerifier.HashOf(body));
        context.Request.Body = new MemoryStream(body, writable: false);
        RequestReader.ServeNormalized(context, facts);
    }

    // S3: the body may be long; S3 reads it as it comes and checks it against what the signature says of it.
    private static Task CheckS3(HttpContext context, RequestFacts facts, RequestSignature signature, SigningKey key)
    {
        var declared = signature.Expires is null
            ? PayloadSigning.CheckDeclared(facts.Headers.GetValueOrDefault("x-amz-content-sha256"))
            : facts.Headers.GetValueOrDefault("x-amz-content-sha256") is { } hash && signature.SignedHeaders.Contains("x-amz-content-sha256", StringComparer.Ordinal)
                ? PayloadSigning.CheckDeclared(hash)
                : PayloadSigning.Unsigned;
        RequestVerifier.CheckSignature(facts, signature, key, declared);
        context.Features.Set(new PayloadSigning(declared, key, signature.Signature));

        return Task.CompletedTask;
    }
}
