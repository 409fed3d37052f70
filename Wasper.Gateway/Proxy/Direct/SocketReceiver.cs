using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>What has arrived on a connection, and the wait for more. One wait at a time; it can be begun long before anybody looks, so that a connection
/// that lies idle notices its end.</summary>
internal sealed class SocketReceiver(Socket socket) : SocketAsyncEventArgs(true), IValueTaskSource<bool>
{
    /// <summary>As much as the app's nginx writes at once.</summary>
    private const int BufferSize = 16 * 1024;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private ManualResetValueTaskSourceCore<int> _wait;
    private int _start;
    private int _end;
    private bool _isWaiting;

    /// <summary>What has arrived and was not consumed yet. Valid until the next wait begins.</summary>
    public ReadOnlyMemory<byte> Arrived => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Why the last wait brought nothing: <see cref="SocketError.Success"/> for the end of the stream.</summary>
    public SocketError Error { get; private set; }

    /// <summary>Bytes that have arrived since the beginning.</summary>
    public long Total { get; private set; }

    /// <summary>Whether nothing has happened since the wait began.</summary>
    public bool IsQuiet => _isWaiting && _wait.GetStatus(_wait.Version) is ValueTaskSourceStatus.Pending;

    public void Consume(int count) => _start += count;

    /// <summary>Begins to wait for more, unless that has been done.</summary>
    public void Begin()
    {
        if (_isWaiting)
        {
            return;
        }

        MakeRoom();
        _wait.Reset();
        _isWaiting = true;
        SetBuffer(_buffer, _end, _buffer.Length - _end);
        try
        {
            if (!socket.ReceiveAsync(this))
            {
                OnCompleted(this);
            }
        }
        catch (ObjectDisposedException)
        {
            SocketError = SocketError.OperationAborted;
            OnCompleted(this);
        }
    }

    /// <summary>Waits until more has arrived; false where nothing comes any more.</summary>
    public ValueTask<bool> WaitAsync()
    {
        Begin();
        return new ValueTask<bool>(this, _wait.Version);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        var count = _wait.GetResult(token);
        _isWaiting = false;
        _end += count;
        Total += count;
        return count > 0;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        Error = SocketError;
        _wait.SetResult(Error is SocketError.Success ? BytesTransferred : 0);
    }

    // An unusually long head makes the buffer grow; its limit is the reader's (AnswerHead.MaxBytes). After it the buffer is as it was.
    private void MakeRoom()
    {
        var length = _end - _start;
        if (length == 0 && _buffer.Length > BufferSize)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        }
        else if (length > 0 && _start > 0)
        {
            _buffer.AsSpan(_start, length).CopyTo(_buffer);
        }
        else if (length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        (_start, _end) = (0, length);
    }
}
