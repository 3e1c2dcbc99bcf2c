using System.Numerics;

namespace Troupe.Dispatching;

/// <summary>
/// A set of small numbers, in words of bits over words of bits: to add, to remove and to find the next one costs the same for ten numbers
/// and for a hundred thousand. Not thread-safe.
/// </summary>
internal sealed class NumberSet
{
    /// <summary>Numbers are below this: 64 to the power of 3.</summary>
    public const int Limit = WordBits * WordBits * WordBits;

    private const int WordBits = 64;

    /// <summary>At level 0 a bit for each number, at the next ones a bit for each word of the level below that is not empty.</summary>
    private readonly ulong[][] _levels = [[], [], [0]];

    /// <summary>Adds or removes a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or not below <see cref="Limit"/>.</exception>
    public void Set(int number, bool contained)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Limit);
        for (var level = 0; level < _levels.Length; level++)
        {
            var (word, bit) = (number / WordBits, 1UL << (number % WordBits));
            if (word >= _levels[level].Length)
            {
                if (!contained)
                    return;
                Array.Resize(ref _levels[level], Math.Max(word + 1, _levels[level].Length * 2));
            }
            ref var bits = ref _levels[level][word];
            var before = bits;
            bits = contained ? bits | bit : bits & ~bit;
            // The level above knows only whether the word is empty.
            if ((before == 0) == (bits == 0))
                return;
            number = word;
        }
    }

    public bool Contains(int number) =>
        number / WordBits < _levels[0].Length && (_levels[0][number / WordBits] & (1UL << (number % WordBits))) != 0;

    /// <summary>
    /// The least number that is not below this one and that another set has, too; -1 when there is none. Goes through the words of both,
    /// which is nothing for a thousand numbers.
    /// </summary>
    public int AtOrAfter(int number, NumberSet other)
    {
        var (own, others) = (_levels[0], other._levels[0]);
        var mask = ulong.MaxValue << (number % WordBits);
        for (var word = number / WordBits; word < Math.Min(own.Length, others.Length); word++, mask = ulong.MaxValue)
        {
            if ((own[word] & others[word] & mask) is var both and not 0)
                return (word * WordBits) + BitOperations.TrailingZeroCount(both);
        }
        return -1;
    }

    /// <summary>The least number that is not below this one; -1 when there is none.</summary>
    public int AtOrAfter(int number)
    {
        var level = 0;
        // Up, as long as the rest of the word is empty.
        for (; level < _levels.Length; level++, number = (number / WordBits) + 1)
        {
            var words = _levels[level];
            if (number / WordBits >= words.Length)
                continue;
            var rest = words[number / WordBits] & (ulong.MaxValue << (number % WordBits));
            if (rest == 0)
                continue;
            number = (number / WordBits * WordBits) + BitOperations.TrailingZeroCount(rest);
            // Down, to the first of each word.
            while (level > 0)
            {
                level--;
                number = (number * WordBits) + BitOperations.TrailingZeroCount(_levels[level][number]);
            }
            return number;
        }
        return -1;
    }

    /// <summary>The least number after this one, or else the least of all; -1 when the set is empty.</summary>
    public int NextAfter(int number) => AtOrAfter(number + 1) is var next and >= 0 ? next : AtOrAfter(0);

    /// <summary>The same of those that another set has, too.</summary>
    public int NextAfter(int number, NumberSet other) =>
        AtOrAfter(number + 1, other) is var next and >= 0 ? next : AtOrAfter(0, other);
}
