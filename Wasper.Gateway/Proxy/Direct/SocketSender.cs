using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Sends bytes on a connection, one piece after the other.</summary>
internal sealed class SocketSender(Socket socket) : SocketAsyncEventArgs(true), IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _end;

    /// <summary>Bytes that have been sent since the beginning.</summary>
    public long Total { get; private set; }

    /// <summary>Sends all of <paramref name="piece"/>; false where the other side takes nothing any more.</summary>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> piece)
    {
        _end.Reset();
        SetBuffer(MemoryMarshal.AsMemory(piece));
        try
        {
            return socket.SendAsync(this) ? new ValueTask<bool>(this, _end.Version) : ValueTask.FromResult(Finish());
        }
        catch (ObjectDisposedException)
        {
            return ValueTask.FromResult(false);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _end.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _end.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _end.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _end.SetResult(Finish());

    private bool Finish()
    {
        Total += BytesTransferred;
        return SocketError is SocketError.Success;
    }
}
