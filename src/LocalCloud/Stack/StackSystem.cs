using System.Net;
using System.Net.Sockets;
using LocalCloud.Gateway;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Stack;

/// <summary>What the stack takes from the machine it runs on.</summary>
/// <param name="Account">The account and region it plays.</param>
/// <param name="BuiltFunctions">Folder of the <c>bootstrap</c> that was built with this program.</param>
/// <param name="Time">The clock.</param>
/// <param name="NewId">The source of ids.</param>
/// <param name="Loggers">Where warnings go.</param>
/// <param name="Bind">Makes the sockets that servers listen on.</param>
internal sealed record StackSystem(AwsAccount Account, string BuiltFunctions, TimeProvider Time, Func<Guid> NewId, ILoggerFactory Loggers, Func<EndPoint, Socket> Bind);
