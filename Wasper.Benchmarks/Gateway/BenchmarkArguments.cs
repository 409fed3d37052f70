using System.Globalization;

namespace Wasper.Benchmarks.Gateway;

/// <summary>What follows the name of a benchmark: <c>--option value</c>, over and over.</summary>
internal sealed class BenchmarkArguments
{
    public const string Rounds = "--rounds";
    public const string Seconds = "--seconds";
    public const string WarmUp = "--warm-up";
    public const string Minutes = "--minutes";
    public const string Only = "--only";
    public const string Build = "--build";

    private static readonly Dictionary<string, string> _help = new()
    {
        [Rounds] = "--rounds N            turns that each proxy has",
        [Seconds] = "--seconds N           how long a turn lasts",
        [WarmUp] = "--warm-up N           seconds of load before the first turn",
        [Minutes] = "--minutes N           how long the soak lasts",
        [Only] = "--only NAME           measure this proxy alone; repeatable",
        [Build] = "--build NAME=FOLDER   measure another published gateway beside this checkout's; repeatable",
    };

    private readonly ILookup<string, string> _values;

    private BenchmarkArguments(IEnumerable<(string Option, string Value)> pairs) => _values = pairs.ToLookup(pair => pair.Option, pair => pair.Value);

    /// <summary>A line for each option.</summary>
    public static IEnumerable<string> Help => _help.Values;

    /// <summary>The names of the only proxies to measure; none for all.</summary>
    public IReadOnlyList<string> OnlyNames => [.. _values[Only]];

    /// <summary>Published gateways to measure beside this checkout's own, to see what a change is worth.</summary>
    public IReadOnlyList<(string Name, string Folder)> Builds =>
        [.. _values[Build].Select(value => value.Split('=', 2)).Select(parts => (parts[0], Path.GetFullPath(parts[1])))];

    /// <summary>Throws <see cref="UsageException"/> for what is not one of <paramref name="options"/> with a value fit for it.</summary>
    public static BenchmarkArguments Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> options)
    {
        var pairs = arguments.Chunk(2).Select(pair => (Option: pair[0], Value: pair.ElementAtOrDefault(1))).ToList();
        foreach (var (option, value) in pairs)
        {
            if (!options.Contains(option))
            {
                throw new UsageException($"'{option}' is not an option of this benchmark: it takes {string.Join(", ", options)}.");
            }

            if (value is null || !IsFit(option, value))
            {
                throw new UsageException($"'{option} {value}' does not do: write it as {_help[option].Split("  ")[0]}{Remedy(option)}.");
            }
        }

        return new BenchmarkArguments(pairs.Select(pair => (pair.Option, pair.Value!)));
    }

    /// <summary>The number given last, or <paramref name="fallback"/>.</summary>
    public int Number(string option, int fallback) =>
        _values[option].LastOrDefault() is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;

    private static bool IsFit(string option, string value) => option switch
    {
        Only => true,
        Build => value.Split('=', 2) is [{ Length: > 0 }, { Length: > 0 } folder] && File.Exists(Path.Combine(folder, "Wasper.Gateway.dll")),
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100_000,
    };

    private static string Remedy(string option) => option switch
    {
        Only => "",
        Build => ", where the folder holds a Wasper.Gateway.dll",
        _ => ", with a whole number from 1 to 100000",
    };
}
