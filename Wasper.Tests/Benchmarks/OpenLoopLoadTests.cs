using Wasper.Benchmarks.Gateway.Load.Latency;

namespace Wasper.Tests.Benchmarks;

public sealed class OpenLoopLoadTests
{
    private static readonly TimeSpan _stall = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Run_OneStall_ChargesEveryRequestThatWasDueInIt()
    {
        // 100 requests in a second over one connection; the 50th answer, after the one beforehand, takes 400 ms, in which 39 more requests fall due.
        var load = new OpenLoopLoad(() => new StallingConnection(stalledAnswer: 50), requestsPerSecond: 100, connections: 1);

        var sample = await load.RunAsync(seconds: 1, TestContext.Current.CancellationToken);

        Assert.Equal(100, sample.Count);
        Assert.True(sample.Milliseconds(1) >= _stall.TotalMilliseconds - 1);
        Assert.True(sample.Milliseconds(0.81) >= _stall.TotalMilliseconds / 2 - 15, $"{sample.Milliseconds(0.81)} ms");
    }

    [Fact]
    public async Task Run_AnswerInPieces_IsReadToItsEnd()
    {
        var load = new OpenLoopLoad(() => new StallingConnection(stalledAnswer: -1), requestsPerSecond: 50, connections: 5);

        var sample = await load.RunAsync(seconds: 1, TestContext.Current.CancellationToken);

        Assert.Equal(50, sample.Count);
    }

    /// <summary>Answers each request in pieces of ten bytes.</summary>
    private sealed class StallingConnection(int stalledAnswer) : IBlockingConnection
    {
        private static readonly byte[] _answer = [.. "HTTP/1.1 200 OK\r\nServer: test\r\ncontent-length: 12\r\n\r\nhello, world"u8];

        private int _answers = -1;
        private int _sent = _answer.Length;

        public void Write(ReadOnlySpan<byte> content)
        {
            // The answer before has been read whole, and nothing of another one is asked for yet.
            Assert.Equal(_answer.Length, _sent);
            _sent = 0;
            _answers++;
        }

        public int Read(Span<byte> buffer)
        {
            if (_sent == 0 && _answers == stalledAnswer)
            {
                Thread.Sleep(_stall);
            }

            var piece = _answer.AsSpan(_sent, Math.Min(10, _answer.Length - _sent));
            piece.CopyTo(buffer);
            _sent += piece.Length;
            return piece.Length;
        }

        public void Dispose()
        {
        }
    }
}
