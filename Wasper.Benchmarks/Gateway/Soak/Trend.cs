namespace Wasper.Benchmarks.Gateway.Soak;

/// <summary>Where a figure is heading: the line of least squares through its samples.</summary>
/// <param name="Mean">Of the samples.</param>
/// <param name="Growth">Of the line, from the first sample to the last.</param>
/// <param name="Error">The standard error of <paramref name="Growth"/>.</param>
/// <param name="Duration">From the first sample to the last, in their unit of time.</param>
internal sealed record Trend(double Mean, double Growth, double Error, double Duration)
{
    /// <summary>Growth that does not count, as a part of the mean: heaps and pools are never quite still.</summary>
    private const double Tolerance = 0.02;

    /// <summary>Not growing beyond the tolerance, or not more than chance would do (two standard errors).</summary>
    public bool IsFlat => Growth <= Tolerance * Mean || Growth <= 2 * Error;

    /// <summary>Growth in a time of this length, if it went on as before.</summary>
    public double GrowthIn(double time) => Growth / Duration * time;

    /// <summary>Throws <see cref="ArgumentException"/> for fewer than three samples.</summary>
    public static Trend Of(IReadOnlyList<(double Time, double Value)> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Count, 3, nameof(samples));
        var (meanTime, mean) = (samples.Average(sample => sample.Time), samples.Average(sample => sample.Value));
        var spread = samples.Sum(sample => Math.Pow(sample.Time - meanTime, 2));
        var slope = samples.Sum(sample => (sample.Time - meanTime) * (sample.Value - mean)) / spread;
        var residue = samples.Sum(sample => Math.Pow(sample.Value - mean - (slope * (sample.Time - meanTime)), 2));
        var error = Math.Sqrt(residue / (samples.Count - 2) / spread);
        var duration = samples[^1].Time - samples[0].Time;
        return new Trend(mean, slope * duration, error * duration, duration);
    }
}
