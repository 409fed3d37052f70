using System.IO.Compression;
using Wasper.Benchmarks.Gateway.Load;

namespace Wasper.Tests.Benchmarks;

public sealed class ScriptBundleTests
{
    [Fact]
    public void Create_SameSeed_IsTheSameTextOfThatLength()
    {
        var script = ScriptBundle.Create(100_000, seed: 1);

        Assert.Equal(100_000, script.Length);
        Assert.Equal(script, ScriptBundle.Create(100_000, seed: 1));
        Assert.NotEqual(script, ScriptBundle.Create(100_000, seed: 2));
    }

    [Fact]
    public void Create_Compressed_IsNoSmallerThanARealBundle()
    {
        var script = ScriptBundle.Create(1_000_000, seed: 1);
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(script);
        }

        Assert.InRange((double)output.ToArray().Length / script.Length, 0.28, 0.34);
    }
}
