using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace LocalCloud.Gateway;

/// <summary>
/// The connections of one port. They are served side by side, so that what came first on one may be understood after what came
/// later on another; whoever must not be taken before the others waits here until they have been heard.
/// </summary>
/// <param name="bind">Makes the socket to listen on.</param>
internal sealed class Arrivals(Func<EndPoint, Socket> bind) : IConnectionListenerFactory
{
    private readonly Lock _gate = new();
    private readonly HashSet<Arrival> _open = [];
    private readonly Dictionary<EndPoint, TaskCompletionSource> _marks = [];
    private EndPoint? _port;
    private long _count;

    /// <exception cref="AddressInUseException">The port is taken.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            var socket = bind(endpoint);
            socket.Listen();
            _port = socket.LocalEndPoint;

            return new(new Listener(socket, this));
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(taken.Message, taken);
        }
    }

    /// <summary>Ends when all has been heard that was said, and hung up on, before the call.</summary>
    /// <param name="asking">The connection of who asks; <c>null</c> where it is none of them.</param>
    /// <param name="patience">
    /// With those who stay connected, and may have said something that is on its way: the wait for them ends with it.
    /// </param>
    public async Task HeardAsync(Arrival? asking, Task patience)
    {
        await AllCameAsync();
        var others = Others(asking);
        await Task.WhenAll(others.Where(other => other.HasHungUp).Select(other => other.Ended));
        await Task.WhenAny(Task.WhenAll(others.Select(other => other.Ended)), patience);
    }

    /// <summary>
    /// Ends when every connection that was made before the call is among those that are known. The system hands connections out in the
    /// order in which they came: a last one of our own is behind them all.
    /// </summary>
    private async Task AllCameAsync()
    {
        using Socket last = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        last.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (last.LocalEndPoint is not { } mark || Expect(mark) is not { } came || _port is not { } port)
        {
            return;
        }

        try
        {
            await last.ConnectAsync(port);
            await came.Task;
        }
        catch (SocketException)
        {
            // Nobody listens any more.
        }
        finally
        {
            Reach(mark);
        }
    }

    private TaskCompletionSource? Expect(EndPoint mark)
    {
        lock (_gate)
        {
            return _port is null ? null : _marks[mark] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <returns>Whether the connection is one of our own.</returns>
    private bool Reach(EndPoint? peer)
    {
        lock (_gate)
        {
            return peer is not null && _marks.Remove(peer, out var came) && came.TrySetResult();
        }
    }

    private List<Arrival> Others(Arrival? asking)
    {
        lock (_gate)
        {
            return [.. _open.Where(arrival => arrival != asking)];
        }
    }

    private Arrival Came(Socket socket)
    {
        Arrival arrival = new(socket, Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture), Gone);
        lock (_gate)
        {
            _open.Add(arrival);
        }

        return arrival;
    }

    private void Gone(Arrival arrival)
    {
        lock (_gate)
        {
            _open.Remove(arrival);
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _port = null;
            foreach (var came in _marks.Values)
            {
                came.TrySetResult();
            }

            _marks.Clear();
        }
    }

    private sealed class Listener(Socket socket, Arrivals arrivals) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint ?? throw new InvalidOperationException("A bound socket has no end.");

        /// <returns><c>null</c> once nobody listens any more.</returns>
        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var came = await socket.AcceptAsync(cancellationToken);
                    if (!arrivals.Reach(came.RemoteEndPoint))
                    {
                        came.NoDelay = true;

                        return arrivals.Came(came);
                    }

                    came.Dispose();
                }
                catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    arrivals.Close();

                    return null;
                }
                catch (SocketException)
                {
                    // One that was given up before it was taken; the next may be waiting.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            arrivals.Close();

            return ValueTask.CompletedTask;
        }
    }
}
