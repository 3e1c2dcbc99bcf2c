using System.Security.Cryptography;
using System.Text;
using Troupe.Cli.Lines;

namespace Troupe.Cli.Tests;

public sealed class LineReaderSpecs
{
    [Theory]
    [InlineData("a\nbb\n\nc", '\n', "a|bb||c")]
    [InlineData("\uFEFFa\r\nb\r\n", '\n', "a|b")]
    [InlineData("a\r", '\n', "a\r")]
    [InlineData("\uFEFFa\r\0b\n\0\0c", '\0', "\uFEFFa\r|b\n||c")]
    [InlineData("", '\n', null)]
    [InlineData("\uFEFF", '\n', "")]
    [InlineData("\0", '\0', "")]
    public async Task Lines_end_at_their_separator(string input, char separator, string? lines) =>
        (await ReadAsync(Encoding.UTF8.GetBytes(input), (byte)separator, LineReader.LongestOfAll)).Select(line => line.Text)
            .ShouldBe(lines?.Split('|') ?? []);

    [Theory]
    [InlineData(10)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task A_line_may_be_as_long_as_the_limit_and_a_longer_one_is_passed_over_whole(int limit)
    {
        var (fits, over, far) = (new string('f', limit), new string('o', limit + 1), new string('x', (3 * limit) + 70_000));
        var lines = await ReadAsync(Encoding.UTF8.GetBytes($"{fits}\n{over}\na\n{far}\n{fits}"), LineReader.LineFeed, limit);
        lines.Select(line => line.Text).ShouldBe([fits, null, "a", null, fits]);
        lines.Select(line => line.Key)
            .ShouldBe(new[] { fits, over, "a", far, fits }.Select(text => ItemKey.FromHash(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
        lines[^1].Position.ShouldBe((2 * limit) + (limit + 1) + 1 + far.Length + 4);
    }

    private static async Task<List<(string? Text, ItemKey Key, long Position)>> ReadAsync(byte[] input, byte separator, int limit)
    {
        var reader = new LineReader(new MemoryStream(input), separator, limit);
        var lines = new List<(string?, ItemKey, long)>();
        while (await reader.MoveNextAsync(CancellationToken.None))
            lines.Add((reader.TooLong ? null : Encoding.UTF8.GetString(reader.Line), reader.Key, reader.Position));
        return lines;
    }
}
