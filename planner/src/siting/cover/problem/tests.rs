use super::*;

#[test]
fn points_with_the_same_columns_are_one_row() {
    let mut builder = CoverBuilder::new(3);
    assert_eq!(builder.add(2, &[0, 2]), Some(0));
    assert_eq!(builder.add(5, &[1]), Some(1));
    assert_eq!(builder.add(3, &[0, 2]), Some(0));
    assert_eq!(builder.add(0, &[0]), None);
    assert_eq!(builder.add(9, &[]), None);
    let problem = builder.finish();
    assert_eq!(
        (problem.rows(), problem.columns(), problem.nonzeros()),
        (2, 3, 3)
    );
    assert_eq!(problem.weights(), [5, 5]);
    assert_eq!(problem.columns_of(0), [0, 2]);
    assert_eq!(problem.rows_of(2), [0]);
    assert_eq!(problem.total(), 10);
}

#[test]
fn a_thousand_lists_survive_the_growing_table() {
    let mut builder = CoverBuilder::new(1001);
    for round in 0..2 {
        for i in 0..1000 {
            assert_eq!(builder.add(1, &[i, i + 1]), Some(i), "round {round}");
        }
    }
    let problem = builder.finish();
    assert_eq!(problem.rows(), 1000);
    assert!(problem.weights().iter().all(|&weight| weight == 2));
    assert_eq!(problem.rows_of(1000), [999]);
    assert_eq!(problem.rows_of(500), [499, 500]);
}

#[test]
fn the_order_of_points_changes_nothing() {
    let points = [
        (4, vec![0, 1]),
        (1, vec![2]),
        (7, vec![0]),
        (2, vec![0, 1, 2]),
    ];
    let build = |order: &[usize]| {
        let mut builder = CoverBuilder::new(3);
        for &i in order {
            builder.add(points[i].0, &points[i].1);
        }
        builder.finish()
    };
    assert_eq!(build(&[0, 1, 2, 3]), build(&[3, 1, 0, 2]));
}

#[test]
fn twins_and_subsets_are_not_useful() {
    let lists = [
        vec![0, 1],
        vec![1],
        vec![1, 0],
        vec![],
        vec![2],
        vec![1, 2, 3],
    ];
    let problem = CoverProblem::from_lists(&lists, &[1, 1, 1, 1]);
    let twin = Twin {
        dropped: 2,
        kept: 0,
    };
    assert_eq!(problem.twins(), [twin]);
    assert_eq!(problem.useful_columns(), [0, 5]);
}

#[test]
fn three_twins_name_the_lowest() {
    let problem = CoverProblem::from_lists(&[vec![0], vec![0], vec![0]], &[1]);
    let kept: Vec<_> = problem
        .twins()
        .iter()
        .map(|t| (t.dropped, t.kept))
        .collect();
    assert_eq!(kept, [(1, 0), (2, 0)]);
}

#[test]
fn a_part_loses_the_fixed_rows_and_merges_the_rest() {
    let lists = [vec![0, 1], vec![1, 2], vec![2, 3], vec![3, 4]];
    let problem = CoverProblem::from_lists(&lists, &[10, 20, 30, 40, 50]);
    let part = problem.restrict(&[3, 2], &[0]);
    assert_eq!(part.covered, 30);
    assert_eq!(part.columns, [3, 2]);
    assert_eq!(part.problem.total(), 120);
    assert_eq!(part.problem.covered(&[0]), 90);
    assert_eq!(part.problem.covered(&[1]), 70);
    let merged = problem.restrict(&[1], &[]);
    assert_eq!((merged.problem.rows(), merged.problem.total()), (1, 50));
}
