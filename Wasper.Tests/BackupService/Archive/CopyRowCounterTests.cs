using System.Text;
using Wasper.BackupService.Archive;

namespace Wasper.Tests.BackupService.Archive;

public sealed class CopyRowCounterTests
{
    private const string Text = """
        SET client_encoding = 'UTF8';
        -- Data for Name: plain; Type: TABLE DATA; Schema: public; Owner: wasper
        COPY public.plain (id, note) FROM stdin;
        1	line\n\\.\n
        COPY public.fake (id) FROM stdin;
        \.x
        \
        \.

        COPY public."empty" (id) FROM stdin;
        \.
        COPY "o""dd s."."Ta ble.é(1)" ("col
        umn") FROM stdin;
        1

        2
        \.
        COPY public.nocolumns  FROM stdin;

        \.
        SELECT pg_catalog.setval('public.plain_id_seq', 3, true);

        """;

    private static readonly TableRows[] _expected =
        [new("public", "plain", 4), new("public", "empty", 0), new("o\"dd s.", "Ta ble.é(1)", 3), new("public", "nocolumns", 1)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Add_AnyBlockSize_CountsTheSame(int blockSize)
    {
        var counter = new CopyRowCounter();

        foreach (var block in Encoding.UTF8.GetBytes(Text).Chunk(blockSize))
        {
            counter.Add(block);
        }

        Assert.Equal(_expected, counter.Tables);
        Assert.True(counter.IsComplete);
    }

    [Fact]
    public void Add_EndsInsideOfATable_IsNotComplete()
    {
        var counter = new CopyRowCounter();

        counter.Add("COPY public.plain (id) FROM stdin;\n1\n"u8);

        Assert.False(counter.IsComplete);
    }
}
