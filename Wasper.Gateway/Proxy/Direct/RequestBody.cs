using System.Buffers;
using System.IO.Pipelines;
using Wasper.Gateway.Listening;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Passes a request's body on to the app, beside the wait for its answer: an app that refuses a body answers before it has come.</summary>
/// <param name="length">The length announced; null for a body in chunks.</param>
/// <param name="limit">The most bytes a body may have.</param>
internal sealed class RequestBody(PipeReader reader, long? length, long limit)
{
    /// <summary>What is sent at once. A body that is there already goes along with the head up to half of it.</summary>
    private const int PieceSize = 16 * 1024;

    private static readonly byte[] _lastChunk = "0\r\n\r\n"u8.ToArray();

    private FairShare _share;
    private long _taken;
    private bool _isOpen = true;

    /// <summary>How a body's way ended.</summary>
    public enum End
    {
        /// <summary>There is more to come.</summary>
        None,

        /// <summary>All of it has been sent.</summary>
        Whole,

        /// <summary>It is larger than it may be.</summary>
        TooLarge,

        /// <summary>The client broke off, or what it sends is no body.</summary>
        ClientFailed,

        /// <summary>The client has sent too little of it for too long.</summary>
        TooSlow,

        /// <summary>The app has not taken all of it. Its answer may say why.</summary>
        AppClosed,

        /// <summary>Nobody is interested any more.</summary>
        Stopped,
    }

    /// <summary>Adds what has arrived to <paramref name="buffer"/>, without a wait.</summary>
    public End AddArrived(HeadBuffer buffer)
    {
        try
        {
            return reader.TryRead(out var result) ? Add(result, buffer) : End.None;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return EndOf(exception);
        }
    }

    /// <summary>Sends the body to its end. What the app does not take any more is read all the same, until <see cref="Stop"/>: the client may not listen before
    /// it has sent all. A client that fails ends the connection to the app, which would wait for the rest.</summary>
    public async Task<End> SendAsync(AppConnection connection)
    {
        // The head has gone out and its buffer is free, but a body may take minutes and need a larger one.
        var buffer = new HeadBuffer();
        try
        {
            while (true)
            {
                buffer.Clear();
                var result = await reader.ReadAsync();
                if (result.IsCanceled)
                {
                    reader.AdvanceTo(result.Buffer.Start);
                    return End.Stopped;
                }

                var end = Add(result, buffer);
                if (end is End.TooLarge or End.ClientFailed)
                {
                    connection.Abort(end is End.TooLarge ? AbortReason.TooLarge : AbortReason.ClientBody);
                    return end;
                }

                _isOpen = _isOpen && (buffer.Length == 0 || await connection.Sender.SendAsync(buffer.Written));
                if (end is End.Whole)
                {
                    return _isOpen ? End.Whole : End.AppClosed;
                }

                await _share.TakeAsync(buffer.Length);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            var end = EndOf(exception);
            connection.Abort(end is End.TooSlow ? AbortReason.SlowClientBody : AbortReason.ClientBody);
            return end;
        }
    }

    /// <summary>Leaves the rest of the body to others. A token would not do: the server's own reader cannot be used again after a cancellation by one.</summary>
    public void Stop() => reader.CancelPendingRead();

    private static End EndOf(Exception exception) => ForwardingFailure.IsSlowness(exception) ? End.TooSlow : End.ClientFailed;

    private End Add(in ReadResult result, HeadBuffer buffer)
    {
        var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, PieceSize));
        var isLast = result.IsCompleted && piece.Length == result.Buffer.Length;
        _taken += piece.Length;
        var end = _taken > limit && _isOpen ? End.TooLarge
            : _taken > length || (isLast && _taken < length) ? End.ClientFailed
            : isLast || _taken == length ? End.Whole
            : End.None;
        if (end is End.Whole or End.None)
        {
            Write(piece, isLast, buffer);
        }

        reader.AdvanceTo(piece.End);
        return end;
    }

    private void Write(in ReadOnlySequence<byte> piece, bool isLast, HeadBuffer buffer)
    {
        var isChunk = length is null && !piece.IsEmpty;
        if (isChunk)
        {
            buffer.WriteHex((int)piece.Length);
            buffer.Write("\r\n"u8);
        }

        foreach (var segment in piece)
        {
            buffer.Write(segment.Span);
        }

        if (isChunk)
        {
            buffer.Write("\r\n"u8);
        }

        if (length is null && isLast)
        {
            buffer.Write(_lastChunk);
        }
    }
}
