using System.Buffers;
using System.Text;

namespace Wasper.BackupService.Archive;

/// <summary>
/// Counts the rows of each table in what <c>pg_restore --section=data</c> writes: <c>COPY … FROM stdin;</c>, a line a row (line breaks in
/// values are escaped), and <c>\.</c>. Keeps no row in memory, however long it is.
/// </summary>
internal sealed class CopyRowCounter
{
    // One byte more than the end mark, to tell it from a row that begins like it.
    private const int EndMarkLook = 3;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly List<TableRows> _tables = [];

    private TableRows? _open;

    /// <summary>The tables in the order of the archive.</summary>
    public IReadOnlyList<TableRows> Tables => _tables;

    /// <summary>Whether the last table was closed: an archive that is cut short leaves one open.</summary>
    public bool IsComplete => _open is null;

    public void Add(ReadOnlySpan<byte> block)
    {
        while (block.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Keep(block[..end]);
            EndLine();
            block = block[(end + 1)..];
        }

        Keep(block);
    }

    private void Keep(ReadOnlySpan<byte> part)
        => _line.Write(_open is null ? part : part[..Math.Min(part.Length, EndMarkLook - Math.Min(_line.WrittenCount, EndMarkLook))]);

    private void EndLine()
    {
        var line = _line.WrittenSpan;
        if (_open is null)
        {
            if (line.StartsWith("COPY "u8))
            {
                if (!line.EndsWith(" FROM stdin;"u8))
                {
                    // A line break in a column's name: the statement goes on.
                    _line.Write("\n"u8);
                    return;
                }

                _open = TableOf(Encoding.UTF8.GetString(line["COPY ".Length..]));
            }
        }
        else if (line.SequenceEqual("\\."u8))
        {
            _tables.Add(_open);
            _open = null;
        }
        else
        {
            _open = _open with { Rows = _open.Rows + 1 };
        }

        _line.ResetWrittenCount();
    }

    // public."store-entry" (id, …
    private static TableRows TableOf(string statement)
    {
        var schema = Identifier(ref statement);
        return new TableRows(schema, Identifier(ref statement), 0);
    }

    /// <summary>Takes one name, and the dot behind it, from the front.</summary>
    private static string Identifier(ref string text)
    {
        var name = new StringBuilder();
        var at = 0;
        var quoted = false;
        for (; at < text.Length && (quoted || text[at] is not ('.' or ' ')); at++)
        {
            if (text[at] != '"')
            {
                name.Append(text[at]);
            }
            else if (quoted && at + 1 < text.Length && text[at + 1] == '"')
            {
                name.Append('"');
                at++;
            }
            else
            {
                quoted = !quoted;
            }
        }

        text = text[Math.Min(at + 1, text.Length)..];
        return name.ToString();
    }
}
