using System.Text;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The file in which <see cref="JournalApp"/> writes down what it gets, a line for each. A line is one write, and what is written outlives the process.</summary>
internal sealed class AppJournal(string path)
{
    private const char Began = '+';
    private const char Done = '-';

    public string Path => path;

    /// <summary>Reads what is there, of all processes that have written to it.</summary>
    public AppRecord Read()
    {
        if (!File.Exists(path))
        {
            return new AppRecord([], new HashSet<string>());
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new AppRecord(
            [.. lines.Where(line => line[0] == Began).Select(line => line[1..])],
            lines.Where(line => line[0] == Done).Select(line => line[1..]).ToHashSet());
    }

    public Writer OpenWriter() => new(path);

    internal sealed class Writer(string path) : IDisposable
    {
        private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        private readonly Lock _lock = new();

        public void Begin(string request) => Write(Began, request);

        public void End(string request) => Write(Done, request);

        public void Dispose() => _file.Dispose();

        private void Write(char kind, string request)
        {
            var line = Encoding.UTF8.GetBytes($"{kind}{request}\n");
            lock (_lock)
            {
                _file.Write(line);
            }
        }
    }
}
