using System.Text;
using Wasper.Gateway.Proxy.Direct;

namespace Wasper.Tests.Gateway.Proxy.Direct;

/// <summary>Which heads are answers, and what they say about the connection.</summary>
public sealed class AnswerHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 200, null, true)]
    [InlineData("HTTP/1.1 200\r\n\r\n", 200, null, true)]
    [InlineData("HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n", 200, 5L, true)]
    [InlineData("HTTP/1.1 404 Not Found\r\ncontent-length:  5 \r\nX-Empty:\r\n\r\n", 404, 5L, true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n", 200, null, false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x-a , close\r\nContent-Length: 9223372036854775807\r\n\r\n", 200, long.MaxValue, false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", 200, 1L, false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n", 200, 1L, true)]
    public void TryRead_AnAnswer_IsRead(string head, int status, long? length, bool reusable)
    {
        var answer = new AnswerHead();

        Assert.True(answer.TryRead(Encoding.Latin1.GetBytes(head)));

        Assert.Equal((status, length, reusable), (answer.Status, answer.ContentLength, answer.IsReusable));
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.2 200 OK\r\n\r\n")]
    [InlineData("http/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 Low\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 O\nK\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Name : a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Name: a\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Name: a\rb\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Name: a\0b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX\u00E9: a\r\n\r\n")]
    public void TryRead_AmbiguousOrNone_IsRefused(string head) => Assert.False(new AnswerHead().TryRead(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void TryRead_AfterAnotherAnswer_KnowsNothingOfIt()
    {
        var answer = new AnswerHead();
        Assert.True(answer.TryRead("HTTP/1.0 302 Other\r\nContent-Length: 5\r\nX-First: a\r\n\r\n"u8));

        Assert.True(answer.TryRead("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8));

        Assert.Equal((200, null, true, true, null), (answer.Status, answer.ContentLength, answer.IsChunked, answer.IsReusable, answer.ValueOf("X-First")));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nbody", 19)]
    [InlineData("HTTP/1.1 200 OK\r\n\r", 0)]
    [InlineData("HTTP/1.1 200 OK\n\n", 0)]
    [InlineData("", 0)]
    public void Find_Bytes_UpToTheEmptyLine(string arrived, int length) => Assert.Equal(length, AnswerHead.Find(Encoding.Latin1.GetBytes(arrived)));
}
