using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Proxy.Direct;

namespace Wasper.Tests.Gateway.Proxy.Direct;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(StatusCodes.Status408RequestTimeout, nameof(RequestBody.End.TooSlow))]
    [InlineData(StatusCodes.Status400BadRequest, nameof(RequestBody.End.ClientFailed))]
    public void AddArrived_TheServerHasGivenUpOnTheBody_SaysWhy(int status, string expected)
    {
        var pipe = new Pipe();
        pipe.Writer.Complete(new BadHttpRequestException("no body", status));
        var body = new RequestBody(pipe.Reader, length: 1000, limit: 1000);

        Assert.Equal(expected, body.AddArrived(new HeadBuffer()).ToString());
    }
}
