using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Options;

namespace Wasper.Tests.AspireCompat.Pipelines;

public sealed class PipelineOutputServiceTests
{
    [Theory]
    [InlineData("out", "out")]
    [InlineData(null, "aspire-output")]
    public void GetOutputDirectory_PathOfTheCommandLine_IsAbsolute(string? path, string folder)
    {
        using var output = Create(path);

        Assert.Equal(Path.Combine(Environment.CurrentDirectory, folder), output.GetOutputDirectory());
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, folder, "web"), output.GetOutputDirectory(new NamedResource("web")));
    }

    [Fact]
    public void GetTempDirectory_RunIsOver_IsGone()
    {
        string folder;
        using (var output = Create(path: null))
        {
            folder = output.GetTempDirectory();
            File.WriteAllText(Path.Combine(output.GetTempDirectory(new NamedResource("web")), "image.tar"), "");
            Assert.Equal([Path.Combine(folder, "web", "image.tar")], Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            }
        }

        Assert.False(Directory.Exists(folder));
    }

    private static PipelineOutputService Create(string? path) => new(Options.Create(new PipelineOptions { OutputPath = path }));
}
