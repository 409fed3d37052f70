using System.Globalization;

namespace Wasper.Benchmarks.Gateway;

internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static string Format(this double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Format(double, string)"/>; a dash for what there is not.</summary>
    public static string Format(this double? value, string format) => value is { } number ? number.Format(format) : "–";
}
