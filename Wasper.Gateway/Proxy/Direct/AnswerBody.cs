using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Wasper.Gateway.Listening;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Passes the body of an answer on as it comes. What has arrived goes out before more is waited for; a client that reads slowly holds up the app.</summary>
internal sealed class AnswerBody(HttpContext context, SocketReceiver receiver)
{
    /// <summary>How much is handed to the client's connection before it has to have taken some of it.</summary>
    private const int MostUnflushed = 64 * 1024;

    private readonly PipeWriter _writer = context.Response.BodyWriter;
    private FairShare _share;
    private int _unflushed;
    private bool _isHeadSent;

    public enum End
    {
        /// <summary>All of it has been passed on.</summary>
        Whole,

        /// <summary>The connection to the app ended before the body did.</summary>
        Cut,

        /// <summary>These are not the bytes of a body.</summary>
        Malformed,

        /// <summary>The client takes nothing any more.</summary>
        ClientGone,
    }

    /// <summary>Passes on a body of the length announced.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<End> CopyAsync(long left)
    {
        if (left <= receiver.Arrived.Length)
        {
            // Most answers: head and body in one piece, to the client as from the app.
            var sent = await _writer.WriteAsync(receiver.Arrived[..(int)left]);
            receiver.Consume((int)left);
            return sent.IsCompleted || sent.IsCanceled ? End.ClientGone : End.Whole;
        }

        while (true)
        {
            var arrived = receiver.Arrived;
            var piece = arrived[..(int)Math.Min(left, arrived.Length)];
            Write(piece);
            receiver.Consume(piece.Length);
            left -= piece.Length;
            if (left == 0)
            {
                return await FlushAsync();
            }

            if (await WaitAsync() is not End.Whole and var end)
            {
                return end;
            }
        }
    }

    /// <summary>Passes on what comes until the app closes the connection.</summary>
    public async ValueTask<End> CopyToCloseAsync()
    {
        while (true)
        {
            var arrived = receiver.Arrived;
            Write(arrived);
            receiver.Consume(arrived.Length);
            var end = await WaitAsync();
            if (end is not End.Whole)
            {
                // Closed in good order is the end that was announced.
                return end is End.Cut && receiver.Error is SocketError.Success ? await FlushAsync() : end;
            }
        }
    }

    /// <summary>Passes on a body in chunks, and its trailers where the client's protocol has some. The last of them may go out with the server's own end of the
    /// answer.</summary>
    public async ValueTask<End> CopyChunksAsync()
    {
        var chunks = default(ChunkReader);
        var trailerBytes = 0;
        while (true)
        {
            var arrived = receiver.Arrived;
            var step = chunks.Next(arrived.Span, out var consumed, out var piece);
            if (step is ChunkReader.Step.Data)
            {
                Write(arrived[piece]);
            }
            else if (step is ChunkReader.Step.Trailer)
            {
                trailerBytes += consumed;
                if (trailerBytes > AnswerHead.MaxBytes || !TryAddTrailer(arrived.Span[piece]))
                {
                    return End.Malformed;
                }
            }

            receiver.Consume(consumed);
            switch (step)
            {
                case ChunkReader.Step.End:
                    return End.Whole;
                case ChunkReader.Step.Malformed:
                    return End.Malformed;
                case ChunkReader.Step.More when await WaitAsync() is not End.Whole and var end:
                    return end;
            }
        }
    }

    private void Write(ReadOnlyMemory<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            _writer.Write(piece.Span);
            _unflushed += piece.Length;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<End> WaitAsync()
    {
        receiver.Begin();
        if (receiver.IsQuiet ? _unflushed > 0 || !_isHeadSent : _unflushed >= MostUnflushed)
        {
            if (await FlushAsync() is not End.Whole and var end)
            {
                return end;
            }

            _unflushed = 0;
            _isHeadSent = true;
        }

        if (!await receiver.WaitAsync())
        {
            return End.Cut;
        }

        await _share.TakeAsync(receiver.Arrived.Length);
        return End.Whole;
    }

    private async ValueTask<End> FlushAsync()
    {
        var flushed = await _writer.FlushAsync();
        return flushed.IsCompleted || flushed.IsCanceled ? End.ClientGone : End.Whole;
    }

    private bool TryAddTrailer(ReadOnlySpan<byte> line)
    {
        if (!FieldLine.TrySplit(line, out var name, out var value))
        {
            return false;
        }

        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
        {
            var known = FieldNames.Get(name);
            if (!AnswerHead.IsFraming(known))
            {
                trailers[known] = StringValues.Concat(trailers[known], Encoding.Latin1.GetString(value));
            }
        }

        return true;
    }
}
