using Wasper.Benchmarks.Gateway.Load;

namespace Wasper.Benchmarks.Gateway.Reporting;

/// <summary>What a kind of operation costs each proxy, beside one of them that is the measure.</summary>
internal sealed class CostTable(IReadOnlyList<(string Name, IReadOnlyList<Cost> Samples)> rows, string baseline)
{
    /// <summary>Microseconds of processor time for each operation, the median of the samples; null for a proxy that was not measured.</summary>
    public double? PerOperation(string name) => Samples(name)?.Select(sample => sample.PerOperation).Median();

    /// <summary>Operations in a second of time, the median of the samples; null for a proxy that was not measured.</summary>
    public double? PerSecond(string name) => Samples(name)?.Select(sample => sample.PerSecond).Median();

    /// <summary>How often <paramref name="name"/> does in its processor time what the measure does once; null where one of them was not measured.</summary>
    public double? Efficiency(string name) => PerOperation(baseline) / PerOperation(name);

    /// <param name="title">Of the first column: what was done.</param>
    /// <param name="operation">What one of it is called.</param>
    public void Print(string title, string operation)
    {
        var table = new MarkdownTable(
            title, $"{operation}s", $"{operation}s/s", $"CPU µs/{operation}", "least–most", $"{operation}s per CPU second", $"efficiency to {baseline}");
        foreach (var (name, samples) in rows)
        {
            var costs = samples.Select(sample => sample.PerOperation).ToList();
            table.Add(
                name,
                $"{samples.Sum(sample => sample.Operations)}",
                PerSecond(name).Format("0"),
                costs.Median().Format("0.0"),
                $"{costs.Min().Format("0.0")}–{costs.Max().Format("0.0")}",
                (1_000_000 / costs.Median()).Format("0"),
                Efficiency(name).Format("0.00"));
        }

        table.Print();
        if (PerOperation(baseline) is null)
        {
            Console.WriteLine($"No efficiency: {baseline}, the measure of it, is not among the proxies.\n");
        }
    }

    private IReadOnlyList<Cost>? Samples(string name) => rows.FirstOrDefault(row => row.Name == name).Samples;
}
