using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Dcp.Runs;

namespace Wasper.Tests.AspireCompat.Dcp;

public sealed class DcpContainerFailureTests
{
    // What DCP 0.25.13 reported over Docker 20.10 for an image that is nowhere, and for a command that is not in its image.
    private const string NoSuchImage =
        """
        Container startup failed: docker command 'InspectContainers' returned with non-zero exit code 1
        object not found
        Error response from daemon: No such container: bad-lpvi2lj1f0
        docker command 'CreateContainer' returned with non-zero exit code 1
        error
        Unable to find image 'example/nothere:9' locally
        error
        Error response from daemon: pull access denied for example/nothere, repository does not exist
        """;

    [Fact]
    public void Explain_ImageCannotBePulled_OneSentenceWithImageAndRemedy() =>
        Assert.Equal(
            "The image 'example/nothere:9' of 'bad' is not on this machine and cannot be pulled (pull access denied for example/nothere, repository does not exist); "
            + "check the name, the network and the login to its registry, or name another image.",
            DcpContainerFailure.Explain(Container(DcpContainerState.FailedToStart, NoSuchImage)));

    [Fact]
    public void Explain_OtherFailure_TellsTheLastLine() =>
        Assert.Equal(
            "The container of 'bad' (image 'example/nothere:9') could not be started: exec: \"nope\": executable file not found in $PATH",
            DcpContainerFailure.Explain(Container(DcpContainerState.FailedToStart, "Container startup failed: x\nError response from daemon: exec: \"nope\": executable file not found in $PATH.\n")));

    [Fact]
    public void Explain_NoReason_SaysSo() =>
        Assert.EndsWith("no reason was given", DcpContainerFailure.Explain(Container(DcpContainerState.FailedToStart, null)), StringComparison.Ordinal);

    [Theory]
    [InlineData(DcpContainerState.Running)]
    [InlineData(DcpContainerState.Exited)]
    [InlineData(null)]
    public void Explain_NotFailed_IsNull(string? state) => Assert.Null(DcpContainerFailure.Explain(Container(state, "anything")));

    [Fact]
    public void Of_NoRuntime_TellsWhatToStart()
    {
        var state = DcpRunState.Of(Container(DcpContainerState.RuntimeUnhealthy, null));

        Assert.Equal("RuntimeUnhealthy", state.State);
        Assert.False(state.HasEnded);
        Assert.Contains("start Docker", state.Failure, StringComparison.Ordinal);
    }

    private static DcpContainer Container(string? state, string? message) => new()
    {
        Metadata = new DcpMetadata { Name = "bad" },
        Spec = new DcpContainerSpec { Image = "example/nothere:9" },
        Status = new DcpContainerStatus { State = state, Message = message },
    };
}
