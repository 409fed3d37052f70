namespace Wasper.Benchmarks.Gateway.Reporting;

/// <summary>What is demanded of the gateway, and what was measured.</summary>
/// <param name="IsMet">Null where it could not be judged.</param>
internal sealed record Bar(string What, string Demanded, string Measured, bool? IsMet)
{
    /// <param name="measured">Null where there is nothing to compare with.</param>
    public static Bar AtLeast(string what, double least, double? measured, string unit) =>
        new(what, $"at least {Format(least, unit)}", Format(measured, unit), measured is null ? null : measured >= least);

    /// <inheritdoc cref="AtLeast"/>
    public static Bar AtMost(string what, double most, double? measured, string unit) =>
        new(what, $"at most {Format(most, unit)}", Format(measured, unit), measured is null ? null : measured <= most);

    public static void Print(IEnumerable<Bar> bars)
    {
        var table = new MarkdownTable("bar", "demanded", "measured", "met");
        foreach (var bar in bars)
        {
            table.Add(bar.What, bar.Demanded, bar.Measured, bar.IsMet switch { true => "yes", false => "**no**", null => "not judged" });
        }

        table.Print();
    }

    private static string Format(double? value, string unit) => value is { } number ? $"{number.Format("0.##")} {unit}" : "a proxy to compare is missing";
}
