namespace Wasper.BinaryCache;

/// <summary>
/// Says on the console what is fetched: on a terminal one line that is written over, elsewhere a line for each new step and one every 15 s.
/// </summary>
public sealed class ConsoleFetchProgress : IProgress<FetchProgress>
{
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly Dictionary<string, (string Text, TimeSpan At)> _said = [];
    private int _width;

    /// <summary>Writes to standard error, so that standard output stays the AppHost's.</summary>
    public ConsoleFetchProgress() : this(Console.Error, !Console.IsErrorRedirected)
    {
    }

    internal ConsoleFetchProgress(TextWriter output, bool isTerminal) => (_output, _isTerminal) = (output, isTerminal);

    /// <inheritdoc/>
    public void Report(FetchProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            var line = $"{value.Item}: {value.Text} ({value.Elapsed.TotalSeconds:0} s)";
            if (_isTerminal)
            {
                _output.Write('\r' + line.PadRight(_width));
                _width = line.Length;
                if (value.IsLast)
                {
                    _output.WriteLine();
                    _width = 0;
                }

                return;
            }

            if (!value.IsLast && _said.TryGetValue(value.Item, out var said) && said.Text == value.Text && value.Elapsed - said.At < _quiet)
            {
                return;
            }

            _said[value.Item] = (value.Text, value.Elapsed);
            _output.WriteLine(line);
        }
    }
}
