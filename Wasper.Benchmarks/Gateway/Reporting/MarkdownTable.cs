namespace Wasper.Benchmarks.Gateway.Reporting;

internal sealed class MarkdownTable(params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>Writes the table to standard output, and an empty line after it.</summary>
    public void Print()
    {
        Print(columns);
        Print([.. columns.Select(_ => "---")]);
        _rows.ForEach(Print);
        Console.WriteLine();
    }

    private static void Print(IReadOnlyList<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
