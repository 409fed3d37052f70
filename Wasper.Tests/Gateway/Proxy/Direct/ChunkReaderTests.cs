using System.Text;
using Wasper.Gateway.Proxy.Direct;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>Bodies in chunks, whole and in the smallest pieces.</summary>
public sealed class ChunkReaderTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "", "")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello", "")]
    [InlineData("5\r\nhello\r\nA\r\n0123456789\r\n000\r\n\r\n", "hello0123456789", "")]
    [InlineData("a;name=value\r\n0123456789\r\n0;last\r\n\r\n", "0123456789", "")]
    [InlineData("3 \t;x\r\nabc\r\n0\r\n\r\n", "abc", "")]
    [InlineData("3\r\n\r\n\r\r\n0\r\n\r\n", "\r\n\r", "")]
    [InlineData("1\r\na\r\n0\r\nX-A: 1\r\nX-B: 2\r\n\r\n", "a", "X-A: 1|X-B: 2|")]
    public void Next_WellFormed_SamePiecesHoweverTheyArrive(string body, string data, string trailers)
    {
        Assert.Equal((ChunkReader.Step.End, data, trailers, body.Length), Read(body, body.Length));
        Assert.Equal((ChunkReader.Step.End, data, trailers, body.Length), Read(body, 1));
        Assert.Equal((ChunkReader.Step.End, data, trailers, body.Length), Read(body + "HTTP/1.1 200 OK", body.Length + 15));
    }

    [Theory]
    [InlineData("\r\nhello")]
    [InlineData("g\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("+1\r\n")]
    [InlineData("0x1\r\n")]
    [InlineData(" 1\r\n")]
    [InlineData("1\n\r\n")]
    [InlineData("1\r\nab\r\n")]
    [InlineData("1\r\na\n0\r\n\r\n")]
    [InlineData("1 1\r\na\r\n")]
    [InlineData(";x\r\n")]
    [InlineData("1;x\0\r\na\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    [InlineData("10000000000000000\r\n")]
    public void Next_Malformed_IsRefused(string body)
    {
        Assert.Equal(ChunkReader.Step.Malformed, Read(body, body.Length).Step);
        Assert.Equal(ChunkReader.Step.Malformed, Read(body, 1).Step);
    }

    [Fact]
    public void Next_LineWithoutEnd_IsRefused() =>
        Assert.Equal(ChunkReader.Step.Malformed, Read("1;" + new string('x', ChunkReader.MaxLine), 1000).Step);

    [Fact]
    public void Next_NothingMoreArrives_AsksForMore()
    {
        var (step, data, _, _) = Read("5\r\nhel", 2);

        Assert.Equal((ChunkReader.Step.More, "hel"), (step, data));
    }

    // As a connection does it: what is not consumed stays, and the next piece comes behind it.
    private static (ChunkReader.Step Step, string Data, string Trailers, int Consumed) Read(string body, int pieceSize)
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        var reader = default(ChunkReader);
        var (data, trailers) = (new StringBuilder(), new StringBuilder());
        var (start, end) = (0, Math.Min(pieceSize, bytes.Length));
        while (true)
        {
            var arrived = bytes.AsSpan(start..end);
            var step = reader.Next(arrived, out var consumed, out var piece);
            start += consumed;
            switch (step)
            {
                case ChunkReader.Step.Data:
                    data.Append(Encoding.Latin1.GetString(arrived[piece]));
                    break;
                case ChunkReader.Step.Trailer:
                    trailers.Append(Encoding.Latin1.GetString(arrived[piece])).Append('|');
                    break;
                case ChunkReader.Step.More when end < bytes.Length:
                    end = Math.Min(end + pieceSize, bytes.Length);
                    break;
                default:
                    return (step, data.ToString(), trailers.ToString(), start);
            }
        }
    }
}
