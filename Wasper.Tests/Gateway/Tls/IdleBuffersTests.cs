using Wasper.Gateway.Tls.OpenSsl;

namespace Wasper.Tests.Gateway.Tls;

public sealed class IdleBuffersTests
{
    [Fact]
    public void Release_ContextMadeAfterwards_HasTheMode()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TLS is done by OpenSSL on Linux only.");

        // Memory is what the mode changes, and benchmarks look at that; here it is asked of a context that OpenSSL has just made.
        Assert.True(IdleBuffers.Release());
        Assert.True(LibSsl.ReleasesIdleBuffers());
    }
}
