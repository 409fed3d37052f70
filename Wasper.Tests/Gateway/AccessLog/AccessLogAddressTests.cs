using System.Net;
using Wasper.Gateway.AccessLog;

namespace Wasper.Tests.Gateway.AccessLog;

public sealed class AccessLogAddressTests
{
    [Theory]
    [InlineData("203.0.113.77", false, "203.0.113.77")]
    [InlineData("203.0.113.77", true, "203.0.113.0")]
    [InlineData("::ffff:203.0.113.77", true, "203.0.113.0")]
    [InlineData("2001:db8:1:2:3:4:5:6", false, "2001:db8:1:2:3:4:5:6")]
    [InlineData("2001:db8:1:2:3:4:5:6", true, "2001:db8:1::")]
    public void Write_Address_LosesItsLastPartWhereMasked(string address, bool mask, string written) =>
        Assert.Equal(written, AccessLogAddress.Write(IPAddress.Parse(address), mask));
}
