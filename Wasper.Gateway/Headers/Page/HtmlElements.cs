using System.Net;

namespace Wasper.Gateway.Headers.Page;

/// <summary>Reads the elements of a page in the order in which a browser's tokenizer meets them (WHATWG HTML, 13.2.5). A regular expression would not do:
/// one byte more or less in a script is another hash, and the script does not run.</summary>
/// <remarks>Left out is what no page of the app has: scripts inside SVG, where a browser reads markup in the script's text.</remarks>
internal sealed class HtmlElements
{
    private const string Spaces = " \t\n\f";

    /// <summary>Elements whose content is text. <c>noscript</c> is one where scripts run, and elsewhere no policy of scripts is needed.</summary>
    private static readonly HashSet<string> _textOnly =
        ["script", "style", "textarea", "title", "noscript", "iframe", "noembed", "noframes", "xmp"];

    private readonly string _html;
    private int _position;

    private HtmlElements(string html) => _html = html;

    /// <param name="html">The page, decoded.</param>
    public static IEnumerable<HtmlElement> Read(string html)
    {
        // A browser knows only line feeds (13.2.3.5), in a script's text too.
        var reader = new HtmlElements(html.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'));
        while (reader.SkipToTag())
        {
            if (reader.ReadTag() is { } element)
            {
                yield return element;
            }
        }
    }

    /// <summary>Goes to the next tag's name, over text, comments and declarations.</summary>
    private bool SkipToTag()
    {
        while ((_position = IndexOf("<")) < _html.Length)
        {
            var next = At(1);
            if (char.IsAsciiLetter(next) || (next == '/' && char.IsAsciiLetter(At(2))))
            {
                _position++;
                return true;
            }

            if (Is("<!--", _position))
            {
                SkipComment();
            }
            else if (next is '!' or '?' or '/')
            {
                _position = After(">");
            }
            else
            {
                _position++;
            }
        }

        return false;
    }

    private void SkipComment()
    {
        // Both dashes of the start may be those of the end: <!--> and <!---> are whole comments.
        _position += 2;
        var (end, other) = (After("-->"), After("--!>"));
        _position = Math.Min(end, other);
    }

    private HtmlElement? ReadTag()
    {
        var isEnd = At(0) == '/';
        _position += isEnd ? 1 : 0;
        var name = Take(character => character is not ('/' or '>') && !IsSpace(character)).ToLowerInvariant();
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (ReadAttribute() is { } attribute)
        {
            attributes.TryAdd(attribute.Name, attribute.Value);
        }

        if (_position >= _html.Length)
        {
            // The page ends within the tag: to a browser there is none.
            return null;
        }

        _position++;
        return isEnd ? null : new HtmlElement(name, attributes, _textOnly.Contains(name) ? ReadText(name) : null);
    }

    /// <summary>The next attribute; null before the tag's end, or at the end of the page.</summary>
    private (string Name, string Value)? ReadAttribute()
    {
        Take(character => character == '/' || IsSpace(character));
        if (_position >= _html.Length || At(0) == '>')
        {
            return null;
        }

        var start = _position++;
        Take(character => character is not ('/' or '>' or '=') && !IsSpace(character));
        var name = _html[start.._position].ToLowerInvariant();
        var afterName = _position;
        Take(IsSpace);
        if (At(0) != '=')
        {
            _position = afterName;
            return (name, "");
        }

        _position++;
        Take(IsSpace);
        return (name, WebUtility.HtmlDecode(ReadValue()));
    }

    private string ReadValue()
    {
        var quote = At(0);
        if (quote is not ('"' or '\''))
        {
            return Take(character => character != '>' && !IsSpace(character));
        }

        _position++;
        var value = Take(character => character != quote);
        _position = Math.Min(_position + 1, _html.Length);
        return value;
    }

    private string ReadText(string name)
    {
        var start = _position;
        _position = name == "script" ? ScriptEnd() : EndTag(name);
        return _html[start.._position];
    }

    private int EndTag(string name)
    {
        var end = _position;
        while (end < _html.Length && !IsTag("</" + name, end))
        {
            end++;
        }

        return end;
    }

    /// <summary>A script's end tag is not its own where it closes another script inside a comment: <c>&lt;!-- &lt;script&gt;&lt;/script&gt; --&gt;</c>.</summary>
    private int ScriptEnd()
    {
        var (isComment, isNested) = (false, false);
        for (var i = _position; i < _html.Length; i++)
        {
            if (IsTag("</script", i))
            {
                if (!isNested)
                {
                    return i;
                }

                isNested = false;
            }
            else if (!isComment && Is("<!--", i))
            {
                // On to its dashes: they may be those of the end as well.
                isComment = true;
                i++;
            }
            else if (isComment && Is("-->", i))
            {
                (isComment, isNested) = (false, false);
            }
            else if (isComment && IsTag("<script", i))
            {
                isNested = true;
            }
        }

        return _html.Length;
    }

    private bool Is(string text, int at) => string.CompareOrdinal(_html, at, text, 0, text.Length) == 0;

    private bool IsTag(string start, int at) =>
        string.Compare(_html, at, start, 0, start.Length, StringComparison.OrdinalIgnoreCase) == 0
        && at + start.Length < _html.Length
        && (_html[at + start.Length] is '/' or '>' || IsSpace(_html[at + start.Length]));

    private string Take(Func<char, bool> belongs)
    {
        var start = _position;
        while (_position < _html.Length && belongs(_html[_position]))
        {
            _position++;
        }

        return _html[start.._position];
    }

    private char At(int offset) => _position + offset < _html.Length ? _html[_position + offset] : '\0';

    private int IndexOf(string text)
    {
        var found = _html.IndexOf(text, _position, StringComparison.Ordinal);
        return found < 0 ? _html.Length : found;
    }

    private int After(string text) => Math.Min(IndexOf(text) + text.Length, _html.Length);

    private static bool IsSpace(char character) => Spaces.Contains(character, StringComparison.Ordinal);
}
