using Wasper.Benchmarks.Gateway.Soak;

namespace Wasper.Tests.Benchmarks;

public sealed class TrendTests
{
    [Fact]
    public void Of_Line_TellsItsGrowthWithoutError()
    {
        var trend = Trend.Of([.. Enumerable.Range(0, 30).Select(i => ((double)i, 100.0 + i))]);

        Assert.Equal(29, trend.Growth, 6);
        Assert.Equal(0, trend.Error, 6);
        Assert.Equal(1440, trend.GrowthIn(1440), 6);
        Assert.False(trend.IsFlat);
    }

    [Fact]
    public void Of_NoiseAroundTheSame_IsFlat() => Assert.True(Trend.Of([.. Enumerable.Range(0, 30).Select(i => ((double)i, 100.0 + (i % 2 * 10)))]).IsFlat);

    [Fact]
    public void Of_LeakWithinNoise_IsNotFlat() =>
        Assert.False(Trend.Of([.. Enumerable.Range(0, 30).Select(i => ((double)i, 100.0 + i + (i % 2 * 10)))]).IsFlat);

    [Fact]
    public void Of_Falling_IsFlat() => Assert.True(Trend.Of([(0, 100), (1, 90), (2, 80)]).IsFlat);
}
