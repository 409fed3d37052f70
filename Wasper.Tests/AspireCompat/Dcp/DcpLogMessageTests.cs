using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Logging;

namespace Wasper.Tests.AspireCompat.Dcp;

public sealed class DcpLogMessageTests
{
    [Fact]
    public void TryParse_ErrorWithDetails_TellsTheError()
    {
        Assert.True(DcpLogMessage.TryParse("2026-11-24T06:02:21.763Z\terror\tExecutableReconciler\tFailed to start a process\t{\"Cmd\": \"x\", \"error\": \"no such file\"}", out var message));

        Assert.Equal(LogLevel.Error, message.Level);
        Assert.Equal("Failed to start a process: no such file", message.Text);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 6, 2, 21, 763, TimeSpan.Zero), message.Timestamp);
    }

    [Theory]
    [InlineData("")]
    [InlineData("panic: runtime error")]
    [InlineData("a\tb\tc")]
    public void TryParse_OtherText_IsRefused(string line) => Assert.False(DcpLogMessage.TryParse(line, out _));

    [Fact]
    public void TryParse_DetailsCutOff_KeepsTheMessage()
    {
        Assert.True(DcpLogMessage.TryParse("2026-11-24T06:02:21.763Z\tinfo\tdcp\tStarting\t{\"error\": \"no", out var message));

        Assert.Equal("Starting", message.Text);
    }

    [Theory]
    [InlineData("2026-11-24T05:58:32.435Z hello  world", "hello  world", true)]
    [InlineData("2026-11-24T06:28:57.735147788Z of a container", "of a container", true)]
    [InlineData("2026-11-24T05:58:32.435Z", "", true)]
    [InlineData("2026-11-24T05:58:32.435Z ", "", true)]
    [InlineData("no timestamp", "no timestamp", false)]
    [InlineData("", "", false)]
    public void Parse_Line_SplitsTheTimestamp(string line, string text, bool stamped)
    {
        var parsed = DcpLogStream.Parse(line);

        Assert.Equal(text, parsed.Text);
        Assert.Equal(stamped, parsed.Timestamp is not null);
    }
}
