using Wasper.Benchmarks.Gateway;

namespace Wasper.Tests.Benchmarks;

public sealed class BenchmarkArgumentsTests
{
    private static readonly string[] _options = [BenchmarkArguments.Rounds, BenchmarkArguments.Only, BenchmarkArguments.Build];

    [Fact]
    public void Number_GivenTwice_IsTheLast() =>
        Assert.Equal(3, BenchmarkArguments.Parse(["--rounds", "2", "--rounds", "3"], _options).Number(BenchmarkArguments.Rounds, 5));

    [Fact]
    public void Number_NotGiven_IsTheFallback() => Assert.Equal(5, BenchmarkArguments.Parse([], _options).Number(BenchmarkArguments.Rounds, 5));

    [Fact]
    public void OnlyNames_GivenTwice_AreBoth() =>
        Assert.Equal(["nginx", "Caddy"], BenchmarkArguments.Parse(["--only", "nginx", "--only", "Caddy"], _options).OnlyNames);

    [Theory]
    [InlineData("--round 3", "'--round' is not an option of this benchmark: it takes --rounds, --only, --build.")]
    [InlineData("--seconds 3", "'--seconds' is not an option of this benchmark: it takes --rounds, --only, --build.")]
    [InlineData("--rounds", "'--rounds ' does not do: write it as --rounds N, with a whole number from 1 to 100000.")]
    [InlineData("--rounds 0", "'--rounds 0' does not do: write it as --rounds N, with a whole number from 1 to 100000.")]
    [InlineData("--rounds many", "'--rounds many' does not do: write it as --rounds N, with a whole number from 1 to 100000.")]
    [InlineData("--build old=/nowhere", "'--build old=/nowhere' does not do: write it as --build NAME=FOLDER, where the folder holds a Wasper.Gateway.dll.")]
    public void Parse_WrongArguments_ThrowsWithTheRemedy(string arguments, string sentence)
    {
        var exception = Assert.Throws<UsageException>(() => BenchmarkArguments.Parse(arguments.Split(' '), _options));

        Assert.Equal(sentence, exception.Message);
    }
}
